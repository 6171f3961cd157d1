import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseSync } from "vite";

/**
 * @typedef {import("vite").ESTree.Node} Node
 * @typedef {{ from: string, name: string }} Foreign what another package exports
 * @typedef {{ module: DeclarationModule, name: string, nodes: import("vite").ESTree.Statement[] }} Declaration overloads have several nodes
 */

/** A file of type declarations, as the build writes it: what it declares, imports and exports. */
export class DeclarationModule {
  /** @type {Map<string, { local: string, typeOnly: boolean }>} by exported name */
  exports = new Map();
  /** @type {string} */
  #path;
  /** @type {string} */
  #code;
  /** @type {{ start: number, end: number }[]} */
  #comments;
  /** @type {Map<string, Declaration>} by name */
  #declarations = new Map();
  /** @type {Map<string, Foreign>} by local name */
  #imports = new Map();

  /** @param {string} path */
  constructor(path) {
    this.#path = path;
    this.#code = readFileSync(path, "utf8");
    const { program, comments, errors } = parseSync(path, this.#code, { lang: "dts" });
    if (errors.length > 0) throw new Error(`${path} cannot be read: ${errors[0]?.message}`);
    this.#comments = comments;
    for (const statement of program.body) this.#read(statement);
  }

  /** @param {import("vite").ESTree.Statement} statement */
  #read(statement) {
    switch (statement.type) {
      case "ImportDeclaration":
        for (const specifier of statement.specifiers) {
          const name = specifier.type === "ImportSpecifier" ? nameOf(specifier.imported) : "*";
          this.#imports.set(specifier.local.name, { from: statement.source.value, name });
        }
        return;
      case "ExportNamedDeclaration":
        for (const { local, exported, exportKind } of statement.specifiers) {
          const name = nameOf(local);
          if (statement.source !== null) this.#imports.set(name, { from: statement.source.value, name });
          const typeOnly = exportKind === "type" || statement.exportKind === "type";
          this.exports.set(nameOf(exported), { local: name, typeOnly });
        }
        return;
      case "VariableDeclaration":
        for (const { id } of statement.declarations)
          if (id.type === "Identifier") this.#declare(id.name, statement);
        return;
      case "ClassDeclaration":
      case "FunctionDeclaration":
      case "TSDeclareFunction":
      case "TSInterfaceDeclaration":
      case "TSTypeAliasDeclaration":
        if (statement.id?.type === "Identifier") this.#declare(statement.id.name, statement);
        return;
      default:
        throw new Error(`${this.#path}: a ${statement.type} has no place in a report yet.`);
    }
  }

  /**
   * @param {string} name
   * @param {import("vite").ESTree.Statement} node
   */
  #declare(name, node) {
    const declared = this.#declarations.get(name);
    if (declared === undefined) this.#declarations.set(name, { module: this, name, nodes: [node] });
    else declared.nodes.push(node);
  }

  /**
   * What a name stands for: a declaration, here or in another file of the package, or what another package exports.
   *
   * @param {string} local
   * @returns {Declaration | Foreign | undefined} undefined for a global and for a parameter
   */
  resolve(local) {
    const imported = this.#imports.get(local);
    if (imported === undefined) return this.#declarations.get(local);
    if (!imported.from.startsWith(".")) return imported;
    const target = declarationModule(join(dirname(this.#path), imported.from.replace(/\.js$/, ".d.ts")));
    const exported = target.exports.get(imported.name);
    return exported && target.resolve(exported.local);
  }

  /**
   * A statement as text, without comments.
   *
   * @param {Node} node
   * @param {(name: string) => string} rename how a name that the statement uses is to be written
   */
  textOf(node, rename) {
    const edits = this.#comments
      .filter(({ start, end }) => start >= node.start && end <= node.end)
      .map(({ start, end }) => ({ start, end, text: "" }));
    for (const { start, name } of identifiers(node))
      edits.push({ start, end: start + name.length, text: rename(name) });
    let text = "";
    let position = node.start;
    for (const edit of edits.sort((a, b) => a.start - b.start)) {
      text += this.#code.slice(position, edit.start) + edit.text;
      position = edit.end;
    }
    text += this.#code.slice(position, node.end);
    return text.replaceAll("\t", "  ").replace(/\s*\n(\s*\n)*/g, "\n");
  }
}

/** @type {Map<string, DeclarationModule>} */
const modules = new Map();

/** @param {string} path */
export function declarationModule(path) {
  const module = modules.get(path) ?? new DeclarationModule(path);
  modules.set(path, module);
  return module;
}

/** @param {import("vite").ESTree.ModuleExportName} node */
function nameOf(node) {
  return node.type === "Literal" ? node.value : node.name;
}

/**
 * The identifiers in a syntax tree that can stand for something of the module: no names of members or parameters.
 *
 * @param {object} node
 * @returns {Generator<{ start: number, name: string }>}
 */
function* identifiers(node) {
  if (isIdentifier(node)) yield node;
  const computed = "computed" in node && node.computed === true;
  for (const [key, value] of Object.entries(node)) {
    if ((key === "key" || key === "property") && !computed) continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child !== "object" || child === null) continue;
      const isParameter = (key === "params" || key === "parameters") && isIdentifier(child);
      yield* identifiers(isParameter ? { type: child.typeAnnotation } : child);
    }
  }
}

/**
 * @param {object} node
 * @returns {node is { start: number, name: string, typeAnnotation?: unknown }}
 */
function isIdentifier(node) {
  return "type" in node && node.type === "Identifier";
}
