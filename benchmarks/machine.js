import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { cpus } from "node:os";

const core = new URL("../packages/core/package.json", import.meta.url);

/** @returns {string} Where and with what the figures were made, and when. */
export function machineLine() {
  const { packageManager } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  const versions = ["ws", "undici", "bufferutil"].map((name) => `${name} ${installedVersion(name)}`);
  return [
    new Date().toISOString().slice(0, 10),
    `${cpus().length} x ${cpus()[0]?.model}`,
    `${process.platform} ${process.arch}`,
    `Node ${process.versions.node}`,
    ...versions,
    packageManager.replace("@", " "),
  ].join(", ");
}

/**
 * The version of a dependency of the SDK.
 *
 * @param {string} name
 * @returns {string}
 */
export function installedVersion(name) {
  try {
    return createRequire(core)(`${name}/package.json`).version;
  } catch {
    // bufferutil is optional.
    return "none";
  }
}
