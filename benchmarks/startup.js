// Start of the kotoba command, and import of a client, beside a start of Node that does nothing.

import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { atMostMore } from "./goal.js";
import { interleaved } from "./interleaved.js";

const kotoba = fileURLToPath(new URL("../packages/cli/bin/kotoba.cjs", import.meta.url));
const folder = fileURLToPath(new URL(".", import.meta.url));

/** @returns {Promise<import("./report.js").Row[]>} */
export async function startupRows() {
  const seconds = await interleaved(30, {
    nothing: async () => runNode("-e", "0"),
    version: async () => runNode(kotoba, "--version"),
    help: async () => runNode(kotoba, "--help"),
    commandHelp: async () => runNode(kotoba, "transcribe", "--help"),
    emptyModule: async () => runNode("--input-type=module", "-e", "0"),
    client: async () => runNode("--input-type=module", "-e", 'import "@kotoba/asr"'),
  });
  const nothing = { baseline: seconds.nothing * 1000 };
  return [
    {
      what: "import of `@kotoba/asr`, ms, beside an empty program",
      ours: seconds.client * 1000,
      baseline: seconds.emptyModule * 1000,
      goal: atMostMore(25),
    },
    {
      what: "`kotoba --version`, ms, beside `node -e 0`",
      ours: seconds.version * 1000,
      ...nothing,
      goal: atMostMore(5),
    },
    {
      what: "`kotoba --help`, ms, beside `node -e 0`",
      ours: seconds.help * 1000,
      ...nothing,
      goal: atMostMore(15),
    },
    {
      what: "`kotoba transcribe --help`, ms, beside `node -e 0`",
      ours: seconds.commandHelp * 1000,
      ...nothing,
    },
  ];
}

/** @param {string[]} args */
function runNode(...args) {
  const { status } = spawnSync(process.execPath, args, { cwd: folder });
  if (status !== 0) throw new Error(`node ${args.join(" ")} ended with ${status}`);
}
