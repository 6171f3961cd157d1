import { existsSync } from "node:fs";
import { Command } from "commander";
import { printable } from "../batch/printable.ts";
import type { GlobalFlags } from "../flags/global-flags.ts";
import { interruptible } from "../interruption.ts";
import { requireEmulator } from "../load-emulator.ts";
import { jsonDocument } from "../output/json-document.ts";

const EXAMPLES = `
The file is one that kotoba emulator --record wrote. Its requests and live sessions are made again, frames at the times they had, and the
kinds of what is answered are compared: statuses, types of frames, codes of errors. What is recognised or spoken is not. Exit code 1: there
are differences. 6: there is no server.

Examples:
  $ kotoba replay session.kotobalog --url http://127.0.0.1:8080
  $ kotoba emulator --replay session.kotobalog
                                       the other way round: the server of the log, for your client`;

/** `kotoba replay` */
export function replayCommand(): Command {
  return new Command("replay")
    .description(
      "Do to a server what the clients of a recorded session did, and tell what it answers otherwise.",
    )
    .argument("<file>", "log of a session")
    .addHelpText("after", EXAMPLES)
    .action((file: string, _flags: unknown, command: Command) => replay(file, command.optsWithGlobals()));
}

async function replay(file: string, { url, json }: GlobalFlags): Promise<void> {
  const { replayLog } = await requireEmulator();
  const { KOTOBA_API_KEY: apiKey, KOTOBA_ASR_REST_URL: restUrl } = process.env;
  if (!existsSync(file)) throw await usageError(`The log ${file} cannot be read: there is no such file.`);
  const server = url ?? originOf(restUrl);
  await interruptible(async (signal) => {
    if (!server)
      throw await usageError("Say against which server: kotoba replay <file> --url http://127.0.0.1:8080");
    if (!apiKey) throw await usageError("There is no API key. Set KOTOBA_API_KEY.");
    const report = await replayLog({ file, url: server, apiKey, signal });
    const { exchanges, differences } = report;
    if (json) process.stdout.write(jsonDocument(report));
    else {
      for (const { exchange, what, missing, unexpected } of differences) {
        console.log(`${exchange} ${printable(what)}`);
        for (const kind of missing) console.log(`  - ${printable(kind)}`);
        for (const kind of unexpected) console.log(`  + ${printable(kind)}`);
      }
      console.error(`${exchanges} requests and sessions, ${differences.length} answered otherwise.`);
    }
    if (differences.length > 0) process.exitCode = 1;
    if (exchanges > 0 && differences.filter(isOfNoServer).length === exchanges) process.exitCode = 6;
  });
}

/** The services of one server have one origin: the log has the paths. */
function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : url;
}

function isOfNoServer({ unexpected }: { readonly unexpected: readonly string[] }): boolean {
  return unexpected.some((kind) => kind.startsWith("no connection"));
}

async function usageError(message: string): Promise<Error> {
  const { ConfigurationError } = await import("@kotoba/sdk");
  return new ConfigurationError(message);
}
