import { Command } from "commander";
import type { GlobalFlags } from "../flags/global-flags.ts";
import { portFlag } from "../flags/number-flags.ts";
import { interruptible } from "../interruption.ts";
import { jsonDocument } from "../output/json-document.ts";

interface EmulatorFlags extends GlobalFlags {
  readonly host: string;
  readonly port: number;
  readonly apiKey?: string;
}

/** `kotoba emulator` */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description("Run a local server that speaks like the service, with real engines, until Ctrl-C.")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(portFlag())
    .option("--api-key <key>", "the only key to accept (default: any)")
    .addHelpText(
      "after",
      "\nExample:\n  $ kotoba emulator --port 8080        then paste what it prints into another terminal",
    )
    .action((_flags: unknown, command: Command) => emulator(command.optsWithGlobals()));
}

async function emulator(flags: EmulatorFlags): Promise<void> {
  const { startEmulator } = await loadEmulator();
  await interruptible(async (signal) => {
    await using emulator = await startEmulator({
      host: flags.host,
      port: flags.port,
      apiKey: flags.apiKey,
      logger: console,
    });
    const { url, env } = emulator;
    if (flags.json) process.stdout.write(jsonDocument({ url, env }));
    else {
      console.error(
        `The emulator listens on ${url} and understands English. Paste this into another terminal:\n`,
      );
      for (const [name, value] of Object.entries(env)) console.log(`export ${name}=${shellWord(value)}`);
      console.error("\nCtrl-C stops it.");
    }
    await aborted(signal);
  });
}

/** The emulator is a package of its own, so that the command stays small without it. */
async function loadEmulator(): Promise<typeof import("@kotoba/emulator")> {
  try {
    return await import("@kotoba/emulator");
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ERR_MODULE_NOT_FOUND";
    if (!missing) throw cause;
    const { ConfigurationError } = await import("@kotoba/sdk");
    throw new ConfigurationError(
      "The emulator is not installed. Install it beside this command: npm install -g @kotoba/emulator",
      {
        cause,
      },
    );
  }
}

function shellWord(value: string): string {
  return /^[\w./:@%+=,-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
