import { once } from "node:events";
import { Command, Option } from "commander";
import type { GlobalFlags } from "../flags/global-flags.ts";
import { portFlag } from "../flags/number-flags.ts";
import { interruptible } from "../interruption.ts";
import { requireEmulator } from "../load-emulator.ts";
import { jsonDocument } from "../output/json-document.ts";

interface EmulatorFlags extends GlobalFlags {
  readonly host: string;
  readonly port: number;
  readonly apiKey?: string;
  readonly engine?: readonly string[];
  readonly fault?: readonly string[];
  readonly scenario?: string;
  readonly s2stText: "source" | "target";
  readonly record?: string;
  readonly replay?: string;
}

const EXAMPLES = `
Examples:
  $ kotoba emulator --port 8080        then paste what it prints into another terminal
  $ kotoba emulator --engine 'tts:es=espeak-ng --stdout -v {lang}'
  $ kotoba emulator --engine 'asr:ja=whisper-cli -m model.bin -l {lang} -nt -np -f {in}'
  $ kotoba emulator --engine asr:ja=sherpa:models/reazonspeech
                                       (a model of sherpa-onnx; needs the package sherpa-onnx-node)
  $ kotoba emulator --fault drop@2s --fault refuse:2
                                       the first live session breaks off, and two attempts at another fail
  $ kotoba emulator --scenario slow-day.json
                                       answers, latencies and errors as the file has them
  $ kotoba emulator --record session.kotobalog
                                       keeps what goes over the wire, for a report; kotoba replay does it again`;

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
    .option(
      "--scenario <file>",
      "a JSON file that says what it answers, how slowly, and which errors it makes: see the emulator's README",
    )
    .addOption(
      new Option(
        "--s2st-text <text>",
        "which text a translated conversation tells: what was said, or its translation",
      )
        .choices(["source", "target"])
        .default("source"),
    )
    .option(
      "--record <file>",
      "write all that goes over the wire to a file, with its times: keys are taken out, but all audio is in it",
    )
    .option("--replay <file>", "answer as such a file has it, instead of recognising and speaking")
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
      scenario: flags.scenario,
      s2stText: flags.s2stText,
      record: flags.record,
      replay: flags.replay,
      logger: console,
    });
    const { url, env } = emulator;
    if (flags.json) process.stdout.write(jsonDocument({ url, env }));
    else {
      console.error(
        `The emulator listens on ${url}. ${abilities(flags)} Paste this into another terminal:\n`,
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

function abilities({ replay }: EmulatorFlags): string {
  if (replay !== undefined) return `It answers as ${replay} has it.`;
  return "It understands English, speaks English and Japanese, and translates phrases between them.";
}

function shellWord(value: string): string {
  return /^[\w./:@%+=,-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
