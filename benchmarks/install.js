// What an installation of @kotoba/asr takes: packed as it would be released, and installed by npm into an empty folder.

import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { atMost } from "./goal.js";
import { installedVersion } from "./machine.js";

const run = promisify(execFile);
/** @kotoba/asr, and the packages of the project that it depends on. */
const PACKAGES = ["core", "audio", "asr"];

/** @returns {Promise<import("./report.js").Row[]>} */
export async function installRows() {
  const folder = await mkdtemp(join(tmpdir(), "kotoba-bench-"));
  const size = "install of `@kotoba/asr`, MB, beside ws";
  const count = "install of `@kotoba/asr`, packages, beside ws";
  try {
    const packages = await pack(folder);
    const ours = await install(join(folder, "asr"), packages);
    const plain = await install(join(folder, "ws"), [`ws@${installedVersion("ws")}`]);
    if (ours === undefined || plain === undefined) {
      const note = "not measured: npm could not install";
      return [
        { what: size, note },
        { what: count, note },
      ];
    }
    return [
      { what: size, ours: ours.bytes / 1e6, baseline: plain.bytes / 1e6, goal: atMost(3.5) },
      { what: count, ours: ours.packages, baseline: plain.packages, goal: atMost(7) },
    ];
  } finally {
    await rm(folder, { recursive: true });
  }
}

/**
 * @param {string} folder
 * @returns {Promise<string[]>} The paths of the packages.
 */
async function pack(folder) {
  for (const name of PACKAGES) {
    const cwd = fileURLToPath(new URL(`../packages/${name}`, import.meta.url));
    await run("pnpm", ["--silent", "pack", "--pack-destination", folder], { cwd });
  }
  const files = await readdir(folder);
  return files.filter((file) => file.endsWith(".tgz")).map((file) => join(folder, file));
}

/**
 * @param {string} folder
 * @param {string[]} packages
 * @returns {Promise<{ bytes: number, packages: number } | undefined>} Undefined when npm could not: without a network, as a rule.
 */
async function install(folder, packages) {
  await mkdir(folder);
  await writeFile(join(folder, "package.json"), '{"private":true}');
  const flags = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=0"];
  try {
    await run("npm", ["install", ...flags, ...packages], { cwd: folder });
  } catch (error) {
    const { stderr = "" } = /** @type {{ stderr?: string }} */ (error);
    console.error(stderr.split("\n").find((line) => line.startsWith("npm error")) ?? error);
    return undefined;
  }
  const modules = join(folder, "node_modules");
  const lock = join(modules, ".package-lock.json");
  const installed = Object.keys(JSON.parse(await readFile(lock, "utf8")).packages);
  return { bytes: (await bytesIn(modules)) - (await stat(lock)).size, packages: installed.length };
}

/**
 * @param {string} folder
 * @returns {Promise<number>}
 */
async function bytesIn(folder) {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await bytesIn(path);
    else if (entry.isFile()) bytes += (await stat(path)).size;
  }
  return bytes;
}
