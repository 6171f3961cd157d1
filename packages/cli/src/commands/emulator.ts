import { once } from "node:events";
import { Command, Option } from "commander";
import type { GlobalFlags } from "../flags/global-flags.ts";
import { portFlag } from "../flags/number-flags.ts";
import { interruptible } from "../interruption.ts";
import { loadEmulator } from "../load-emulator.ts";
import { jsonDocument } from "../output/json-document.ts";

interface EmulatorFlags extends GlobalFlags {
  readonly host: string;
  readonly port: number;
  readonly apiKey?: string;
  readonly engine?: readonly string[];
  readonly fault?: readonly string[];
  readonly s2stText: "source" | "target";
}

const EXAMPLES = `
Examples:
  $ kotoba emulator --port 8080        then paste what it prints into another terminal
  $ kotoba emulator --engine 'tts:es=espeak-ng --stdout -v {lang}'
  $ kotoba emulator --engine 'asr:ja=whisper-cli -m model.bin -l {lang} -nt -np -f {in}'
  $ kotoba emulator --engine asr:ja=sherpa:models/reazonspeech
                                       (a model of sherpa-onnx; needs the package sherpa-onnx-node)
  $ kotoba emulator --fault drop@2s --fault refuse:2
                                       the first live session breaks off, and two attempts at another fail`;

const OTHER_MACHINES =
  "It speaks plain HTTP: clients on other machines need --allow-insecure, or allowInsecure: true in code.";

/** `kotoba emulator` */
export function emulatorCommand(): Command {
  return new Command("emulator")
    .description("Run a local server that speaks like the service, with real engines, until Ctrl-C.")
    .option("--host <address>", "address to listen on", "127.0.0.1")
    .addOption(portFlag())
    .option("--api-key <key>", "the only key to accept (default: any)")
    .addOption(
      new Option(
        "--engine <engine>",
        "a program or model of yours that recognises (asr:LANG=), speaks (tts:LANG=) or translates (mt:FROM-TO=); may be repeated",
      ).argParser(repeated),
    )
    .addOption(
      new Option(
        "--fault <fault>",
        "what goes wrong with live sessions: drop@2s, stall@2s, close:1011@2s, corrupt@2s or refuse:2 for the next one in turn, slow:50kbps or duplicate for all; may be repeated",
      ).argParser(repeated),
    )
    .addOption(
      new Option(
        "--s2st-text <text>",
        "which text a translated conversation tells: what was said, or its translation",
      )
        .choices(["source", "target"])
        .default("source"),
    )
    .addHelpText("after", EXAMPLES)
    .action((_flags: unknown, command: Command) => emulator(command.optsWithGlobals()));
}

async function emulator(flags: EmulatorFlags): Promise<void> {
  const { startEmulator } = await requireEmulator();
  await interruptible(async (signal) => {
    await using emulator = await startEmulator({
      host: flags.host,
      port: flags.port,
      apiKey: flags.apiKey,
      programs: flags.engine,
      faults: flags.fault,
      s2stText: flags.s2stText,
      logger: console,
    });
    const { url, env } = emulator;
    if (flags.json) process.stdout.write(jsonDocument({ url, env }));
    else {
      console.error(
        `The emulator listens on ${url}. It understands English, speaks English and Japanese, and translates phrases between them. Paste this into another terminal:\n`,
      );
      for (const [name, value] of Object.entries(env)) console.log(`export ${name}=${shellWord(value)}`);
      if (new URL(url).hostname !== "127.0.0.1") console.error(`\n${OTHER_MACHINES}`);
      console.error("\nCtrl-C stops it.");
    }
    await aborted(signal);
  });
}

function repeated(value: string, others: readonly string[] = []): readonly string[] {
  return [...others, value];
}

async function requireEmulator(): Promise<NonNullable<Awaited<ReturnType<typeof loadEmulator>>>> {
  const emulator = await loadEmulator();
  if (emulator !== undefined) return emulator;
  const { ConfigurationError } = await import("@kotoba/sdk");
  throw new ConfigurationError(
    "The emulator is not installed. Install it beside this command: npm install -g @kotoba/emulator",
  );
}

function shellWord(value: string): string {
  return /^[\w./:@%+=,-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
