#!/usr/bin/env node
// CommonJS: only to load Node's loader of ES modules takes longer than to tell the version, or what commands there are.

const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { version } = require("../package.json");

process.stdout.on("error", (/** @type {NodeJS.ErrnoException} */ error) => {
  // A reader that has seen enough (`kotoba … | head`) is no failure.
  if (error.code === "EPIPE") process.exit(0);
  console.error(`kotoba: standard output cannot be written: ${error.message}`);
  process.exit(1);
});

/** Width of the help that the build has written; also what the program assumes where there is no terminal. */
const BUILT_COLUMNS = 80;

const args = process.argv.slice(2);
const [first] = args;
if (first === "--version" || first === "-V") {
  process.stdout.write(`${version}\n`);
} else if (isHelpAlone() && (process.stdout.columns ?? BUILT_COLUMNS) === BUILT_COLUMNS) {
  process.stdout.write(readFileSync(join(__dirname, "../dist/help.txt")));
} else {
  void run();
}

function isHelpAlone() {
  return args.length === 1 && (first === "--help" || first === "-h");
}

async function run() {
  // Progress and notes that nobody reads any more are no reason to stop the work.
  process.stderr.on("error", () => {});
  const { runProgram } = await import("../dist/program.js");
  process.exitCode = await runProgram(args);
}
