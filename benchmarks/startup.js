// Start of the kotoba command, beside a start of Node that does nothing.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { interleaved } from "./interleaved.js";

const kotoba = fileURLToPath(new URL("../packages/cli/bin/kotoba.cjs", import.meta.url));

/** @returns {Promise<import("./report.js").Row[]>} */
export async function startupRows() {
  const seconds = await interleaved(40, {
    nothing: async () => runNode("-e", "0"),
    version: async () => runNode(kotoba, "--version"),
    help: async () => runNode(kotoba, "--help"),
    commandHelp: async () => runNode(kotoba, "transcribe", "--help"),
  });
  /**
   * @param {string} command
   * @param {number} ours
   * @param {number} [mostMs]
   */
  const row = (command, ours, mostMs) => ({
    what: `${command}, ms, beside node -e 0`,
    ours: ours * 1000,
    baseline: seconds.nothing * 1000,
    goal: goal((ours - seconds.nothing) * 1000, mostMs),
  });
  return [
    row("kotoba --version", seconds.version, 5),
    row("kotoba --help", seconds.help, 15),
    row("kotoba transcribe --help", seconds.commandHelp),
  ];
}

/** @param {string[]} args */
function runNode(...args) {
  const { status } = spawnSync(process.execPath, args);
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}`);
}

/**
 * @param {number} moreMs
 * @param {number} [mostMs]
 */
function goal(moreMs, mostMs) {
  const more = `${moreMs.toFixed(1)} ms more`;
  if (mostMs === undefined) return more;
  return `at most ${mostMs} ms more: ${more}, ${moreMs <= mostMs ? "met" : "not met"}`;
}
