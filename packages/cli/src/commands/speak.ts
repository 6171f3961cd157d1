import { Command, Option } from "commander";
import type { SpeechFileFormat } from "../audio-output/speech-format.ts";
import { otherFormat, sampleRateFlag } from "../flags/audio-flags.ts";
import type { GlobalFlags } from "../flags/global-flags.ts";

interface SpeakFlags extends GlobalFlags {
  readonly language: string;
  readonly speaker?: string;
  readonly format: SpeechFileFormat;
  readonly rate?: number;
  readonly output?: string;
  readonly play?: true;
}

/** `kotoba speak` */
export function speakCommand(): Command {
  return new Command("speak")
    .description("Turn text into speech.")
    .argument("[text]", "what to speak; - for standard input, line by line as it comes (default: -)")
    .addOption(
      new Option("-l, --language <code>", "the language of the text: en, ja, ko, zh, es").default("ja"),
    )
    .option(
      "-s, --speaker <id>",
      "who speaks; kotoba voices lists some (default: the language's, where it is known)",
    )
    .addOption(
      new Option(
        "-f, --format <format>",
        "what to write; pcm16 and mulaw have no header, opus is an Ogg file",
      )
        .choices(["wav", "pcm16", "mulaw", "opus"])
        .default("wav"),
    )
    .addOption(sampleRateFlag("--rate <hz>", "samples a second to ask for (default: the service's)"))
    .option("-o, --output <file>", "the file to write; - for standard output")
    .option("-p, --play", "let it sound while it comes, through ffplay, play, aplay or afplay")
    .addHelpText(
      "after",
      `
Standard input is spoken while it is being written: each sentence as soon as it is there. What came of it is said on standard
error. The first Ctrl-C ends the speech, and leaves a whole file; the second stops at once.

Examples:
  $ kotoba speak "こんにちは。" -o hello.wav
  $ kotoba speak "Good morning." --language en --speaker slt --play
  $ llm "Tell me a story" | kotoba speak --language en --speaker slt --play
  $ kotoba speak "はい" --format pcm16 -o - | aplay -f S16_LE -r 24000`,
    )
    .action(async (text: string | undefined, _flags: unknown, command: Command) => {
      const flags: SpeakFlags = command.optsWithGlobals();
      const problem = contradiction(text, flags);
      if (problem !== undefined) command.error(`error: ${problem}`);
      const { speak } = await import("../speaking/speak.ts");
      await speak(text ?? "-", { ...flags, output: outputOf(flags) });
    });
}

/** Where the audio goes: into a pipe when nothing else is said. */
function outputOf({ output, play }: SpeakFlags): string | undefined {
  if (output !== undefined || play) return output;
  return "-";
}

function contradiction(text: string | undefined, flags: SpeakFlags): string | undefined {
  const output = outputOf(flags);
  if (text === undefined && process.stdin.isTTY) return "give a text, or - to type it";
  if (text !== undefined && text.trim() === "") return "the text is empty";
  if (output === "-" && process.stdout.isTTY)
    return "audio is not for a terminal: give --output FILE, or --play";
  if (output === "-" && flags.json)
    return "--json cannot share standard output with the audio: give --output FILE";
  const other = output === undefined ? undefined : otherFormat(output);
  const isOpusFile = flags.format === "opus" && (other === "ogg" || other === "opus");
  if (other !== undefined && !isOpusFile) {
    const hint = other === "ogg" || other === "opus" ? ": add --format opus" : "";
    return `${flags.format} is not what .${other} files hold${hint}`;
  }
  if (flags.play && flags.format === "opus")
    return "--play and --format opus do not go together: leave one out";
  return undefined;
}
