// Packs every published package (or those that are named: `node scripts/check-packages.mjs sdk`) as it would be released, and checks what
// is in it: no file that does not belong, types that resolve, a manifest without surprises.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { publishedPackages } from "./published-packages.mjs";

/** What may be in a package. */
const ALLOWED = [
  /^package\.json$/,
  /^README\.md$/,
  /^LICENSE$/,
  /^CHANGELOG\.md$/,
  /^THIRD_PARTY_NOTICES\.md$/,
  /^dist\/.+\.(js|d\.ts)$/,
  /^dist\/help\.txt$/,
  /^bin\/[\w-]+\.cjs$/,
  /^assets\/[\w./-]+\.(wasm|htsvoice|br|bin)$/,
];
const REQUIRED = ["package.json", "README.md", "LICENSE"];

const named = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "kotoba-pack-"));
let problems = 0;
try {
  for (const { folder, manifest } of publishedPackages())
    if (named.length === 0 || named.includes(basename(folder))) check(basename(folder), manifest);
} finally {
  rmSync(folder, { recursive: true });
}
process.exitCode = problems === 0 ? 0 : 1;

/**
 * @param {string} name
 * @param {import("./published-packages.mjs").Manifest} manifest
 */
function check(name, manifest) {
  run("pnpm", ["--silent", "pack", "--pack-destination", folder], join("packages", name));
  const tarball = readdirSync(folder).find((file) => file.includes(`-${name}-`));
  if (tarball === undefined) throw new Error(`${name} was not packed.`);
  const path = join(folder, tarball);
  const files = run("tar", ["-tzf", path])
    .trim()
    .split("\n")
    .map((file) => file.replace("package/", ""));
  const strangers = files.filter((file) => !ALLOWED.some((pattern) => pattern.test(file)));
  const missing = REQUIRED.filter((file) => !files.includes(file));
  const packed = run("tar", ["-xzOf", path, "package/package.json"]);
  if (strangers.length > 0) fail(name, `holds ${strangers.join(", ")}`);
  if (missing.length > 0) fail(name, `lacks ${missing.join(", ")}`);
  if (packed.includes("workspace:") || packed.includes("@kotoba/source"))
    fail(name, "has a manifest for the workspace only");
  attempt(name, "publint", ["run", path, "--strict", "--pack", "false"]);
  // A package that exports no module has no types to resolve.
  const hasModules = Object.keys(manifest.exports ?? {}).some((entry) => entry !== "./package.json");
  if (hasModules) attempt(name, "attw", [path, "--profile", "esm-only", "--format", "ascii", "--no-emoji"]);
  console.log(`${manifest.name}: ${files.length} files\n${files.map((file) => `  ${file}`).join("\n")}`);
}

/**
 * @param {string} name
 * @param {string} command
 * @param {string[]} args
 */
function attempt(name, command, args) {
  try {
    run(command, args);
  } catch (error) {
    const { stdout = "", stderr = "" } = /** @type {{ stdout?: string, stderr?: string }} */ (error);
    fail(name, `${command}:\n${stdout}${stderr}`);
  }
}

/**
 * @param {string} name
 * @param {string} problem
 */
function fail(name, problem) {
  problems++;
  console.error(`${name} ${problem}`);
}

/**
 * @param {string} command
 * @param {string[]} args
 * @param {string} [cwd]
 */
function run(command, args, cwd) {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}
