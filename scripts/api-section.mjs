import { declarationModule } from "./declaration-module.mjs";

/**
 * One entry of a package: what it declares, what it passes on from other packages, and what is needed to read it.
 *
 * @param {string} name of the entry, as it is imported
 * @param {string} path of its declarations
 */
export function apiSection(name, path) {
  const entry = declarationModule(path);
  /** @type {Map<import("./declaration-module.mjs").Declaration, { name: string, typeOnly?: boolean }>} */
  const own = new Map();
  const passedOn = new ListOfNames("export");
  for (const [exported, { local, typeOnly }] of entry.exports) {
    const target = entry.resolve(local);
    if (target === undefined) throw new Error(`${path} exports ${exported}, which it does not declare.`);
    if ("module" in target) own.set(target, { name: exported, typeOnly });
    else passedOn.add(target.from, renamed(target.name, exported), typeOnly ? "type " : "");
  }

  const imported = new ListOfNames("import type");
  /** @type {Map<string, string>} */
  const exportedTexts = new Map();
  /** @type {Map<string, string>} */
  const unnamedTexts = new Map();
  // The map grows while it is read, by what its declarations speak of.
  for (const [{ module, nodes }, { name, typeOnly }] of own) {
    const texts = nodes.map((node) => {
      const text = module.textOf(node, (used) => nameIn(module, used));
      if (typeOnly === undefined) return text;
      return `${typeOnly && node.type === "ClassDeclaration" ? "// Its type only.\n" : ""}export ${text}`;
    });
    if (typeOnly !== undefined) exportedTexts.set(name, texts.join("\n"));
    // Files of a package may each have one of the same name.
    else unnamedTexts.set(`${name} ${unnamedTexts.size}`, texts.join("\n"));
  }
  return [
    `## ${name}\n\n\`\`\`ts`,
    [...imported.texts(), ...sorted(exportedTexts), ...passedOn.texts()].join("\n\n"),
    ...(unnamedTexts.size > 0
      ? ["\n// Not exported, but spoken of above.\n", sorted(unnamedTexts).join("\n\n")]
      : []),
    "```\n",
  ].join("\n");

  /**
   * @param {import("./declaration-module.mjs").DeclarationModule} module
   * @param {string} used
   */
  function nameIn(module, used) {
    const target = module.resolve(used);
    if (target === undefined) return used;
    if ("from" in target) {
      imported.add(target.from, target.name);
      return target.name;
    }
    const known = own.get(target) ?? { name: target.name };
    own.set(target, known);
    return known.name;
  }
}

/** @param {Map<string, string>} texts by name */
function sorted(texts) {
  return [...texts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, text]) => text);
}

/**
 * @param {string} name
 * @param {string} exported
 */
function renamed(name, exported) {
  return name === exported ? name : `${name} as ${exported}`;
}

/** Names by the package that they come from, written as statements. */
class ListOfNames {
  /** @type {string} */
  #statement;
  /** @type {Map<string, Map<string, string>>} the line of each name, by package */
  #names = new Map();

  /** @param {string} statement */
  constructor(statement) {
    this.#statement = statement;
  }

  /**
   * @param {string} from
   * @param {string} name
   * @param {"" | "type "} [modifier]
   */
  add(from, name, modifier = "") {
    this.#names.set(from, (this.#names.get(from) ?? new Map()).set(name, `  ${modifier}${name},\n`));
  }

  texts() {
    const statements = new Map(
      [...this.#names].map(([from, lines]) => [
        from,
        `${this.#statement} {\n${sorted(lines).join("")}} from "${from}";`,
      ]),
    );
    return sorted(statements);
  }
}
