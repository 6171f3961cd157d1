import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { readManifest } from "./published-packages.mjs";

/** @typedef {import("./published-packages.mjs").Manifest} Manifest */

/**
 * What an installation of a package brings: itself, and all that its dependencies and optional dependencies lead to, as they lie in
 * this workspace. Peers are not part of it: who wants one installs it.
 *
 * @param {string} folder
 * @returns {Map<string, { folder: string, manifest: Manifest, path: string[] }>} by name and version; `path` says who asks for it
 */
export function installedPackages(folder) {
  /** @type {ReturnType<typeof installedPackages>} */
  const found = new Map();
  visit(realpathSync(folder), []);
  return found;

  /**
   * @param {string} at
   * @param {string[]} asking
   */
  function visit(at, asking) {
    const manifest = readManifest(at);
    const key = `${manifest.name}@${manifest.version}`;
    if (found.has(key)) return;
    const path = [...asking, manifest.name];
    found.set(key, { folder: at, manifest, path });
    const optional = Object.keys(manifest.optionalDependencies ?? {});
    for (const name of new Set([...Object.keys(manifest.dependencies ?? {}), ...optional])) {
      const next = installedAt(at, name);
      if (next !== undefined) visit(next, path);
      else if (!optional.includes(name))
        throw new Error(`${name} is not installed, which ${key} depends on: run \`pnpm install\`.`);
    }
  }
}

/**
 * Where Node finds a package from a folder.
 *
 * @param {string} from
 * @param {string} name
 * @returns {string | undefined}
 */
export function installedAt(from, name) {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    if (existsSync(join(candidate, "package.json"))) return realpathSync(candidate);
    if (folder === dirname(folder)) return undefined;
  }
}
