// Holds what the packages weigh against the limits in size-limits.json: the files of each, an installation of a client, and the bundle
// of a program that recognises live.

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "vite";
import { installedPackages } from "./installed-packages.mjs";
import { publishedPackages } from "./published-packages.mjs";

/** What every package has beside the files that it names. */
const ALWAYS_PUBLISHED = ["package.json", "README.md", "LICENSE", "CHANGELOG.md"];

/**
 * A program that transcribes what a microphone hears. It should be little more than ws; but the client has all its calls, and a session
 * resamples and survives lost lines. The limit is where it stands, so that it does not grow unseen.
 */
const LIVE_PROGRAM = `
import { AsrClient } from "@kotoba/asr";
const session = await new AsrClient().stream();
for await (const event of session) console.log(event);`;

/** What it would be without an SDK, at the least. */
const BARE_PROGRAM = `
import { WebSocket } from "ws";
new WebSocket("wss://example.org").on("message", (frame) => console.log(frame));`;

/** Loaded by a program only when it uses REST, or reads a file: the last is what reads the files of all formats. */
const LOADED_LATER = [
  "undici",
  "mpg123-decoder",
  "ogg-opus-decoder",
  "@wasm-audio-decoders/flac",
  "@wasm-audio-decoders/ogg-vorbis",
  /\/container-of-/,
];

const limits = JSON.parse(readFileSync("scripts/size-limits.json", "utf8"));
const published = new Map(publishedPackages().map((one) => [one.manifest.name, one]));

for (const [name, { folder, manifest }] of published)
  hold(`${name}, its files`, installedBytes(folder, manifest), limits.files[name], bytes);

for (const [name, limit] of Object.entries(limits.install)) {
  const installed = [...installedPackages(published.get(name)?.folder ?? name).values()];
  const size = installed.reduce((sum, { folder, manifest }) => sum + installedBytes(folder, manifest), 0);
  hold(`${name}, installed`, size, limit.bytes, bytes);
  hold(`${name}, installed`, installed.length, limit.packages, (count) => `${count} packages`);
}

const [live, bare] = [await bundledBytes(LIVE_PROGRAM), await bundledBytes(BARE_PROGRAM)];
console.log(`A live program, bundled: ${bytes(live)}; ws alone: ${bytes(bare)}`);
hold(
  "A live program, bundled",
  live / bare,
  limits.liveProgram,
  (ratio) => `${ratio.toFixed(2)} times ws alone`,
);

/**
 * @param {string} what
 * @param {number} value
 * @param {number | undefined} limit
 * @param {(value: number) => string} show
 */
function hold(what, value, limit, show) {
  if (limit !== undefined && value <= limit) {
    console.log(`${what}: ${show(value)} (limit ${show(limit)})`);
    return;
  }
  process.exitCode = 1;
  const found = limit === undefined ? "has no limit" : `is over its limit of ${show(limit)}`;
  console.error(
    `${what}: ${show(value)} ${found}. Make it smaller, or set the limit in scripts/size-limits.json and say why.`,
  );
}

/**
 * Bytes of a package where it is installed: of one of ours, what it publishes.
 *
 * @param {string} folder
 * @param {import("./published-packages.mjs").Manifest} manifest
 */
function installedBytes(folder, { name, files = [] }) {
  if (!published.has(name)) return bytesIn(folder);
  const paths = [...ALWAYS_PUBLISHED, ...files].map((file) => join(folder, file));
  return paths.filter((path) => existsSync(path)).reduce((sum, path) => sum + bytesIn(path), 0);
}

/**
 * @param {string} path
 * @returns {number}
 */
function bytesIn(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.size;
  const names = readdirSync(path).filter((name) => name !== "node_modules");
  return names.reduce((sum, name) => sum + bytesIn(join(path, name)), 0);
}

/**
 * Bytes of a program with all that it loads, in one file, minified.
 *
 * @param {string} program
 */
async function bundledBytes(program) {
  const result = await build({
    configFile: false,
    logLevel: "error",
    plugins: [
      {
        name: "program",
        resolveId(id, importer) {
          if (id === "virtual:program") return "\0program";
          if (importer !== "\0program") return;
          if (id === "@kotoba/asr") return resolve("packages/asr/dist/index.js");
          return this.resolve(id, resolve("packages/core/dist/index.js"));
        },
        load: (id) => (id === "\0program" ? program : undefined),
      },
    ],
    ssr: { noExternal: true },
    build: {
      ssr: true,
      write: false,
      minify: true,
      target: "node20",
      rollupOptions: { input: "virtual:program", external: LOADED_LATER, output: { codeSplitting: false } },
    },
  });
  if (!("output" in result) || result.output.length !== 1) throw new Error("The program is not one bundle.");
  return Buffer.byteLength(result.output[0].code);
}

/** @param {number} count */
function bytes(count) {
  return `${(count / 1000).toFixed(1)} kB`;
}
