import { Command, Option } from "commander";
import { outputPath } from "../flags/audio-flags.ts";
import { captionsContradiction, captionsFlag } from "../flags/captions-flag.ts";
import { addLiveInputFlags, inputContradiction } from "../flags/live-input-flags.ts";
import { wholeNumber } from "../flags/number-flags.ts";
import type { TranslationOptions } from "../translation/translate.ts";

/** `kotoba translate` */
export function translateCommand(): Command {
  return addLiveInputFlags(
    new Command("translate").description(
      "Turn speech into speech in another language, while it is being spoken.",
    ),
  )
    .requiredOption("--from <code>", "the language that is spoken, for example en")
    .requiredOption("--to <code>", "the language to translate into, for example ja")
    .addOption(
      new Option(
        "--delay <tokens>",
        "how long the service waits before it speaks: longer is better, shorter sooner (default: the service's)",
      ).argParser((value) => wholeNumber(value, 0, 10_000)),
    )
    .addOption(
      new Option(
        "-o, --output <file>",
        "the WAV file to write, raw samples if it ends in .raw or .pcm; - for standard output",
      ).argParser(outputPath),
    )
    .option("-p, --play", "let it sound while it comes, through ffplay, play, aplay or afplay")
    .option("--text", "print the text that the service gives")
    .addOption(
      new Option("--text-is <language>", "what the service's text is; --captions need to know")
        .choices(["source", "target"])
        .default("source"),
    )
    .addOption(captionsFlag("captions in both languages"))
    .addHelpText(
      "after",
      `
A file is sent as it would sound. Audio goes to a pipe when nothing else is asked for: no --output, --play, --text, --json or
--captions. With --text, a sentence is a line; on a terminal the last one grows. With --json each event is a line.
For --captions the other language is recognised: that needs KOTOBA_ASR_URL too, and without it there is one language.
With --mic and --play, wear headphones: the microphone would hear the translation.
The first Ctrl-C ends the audio and waits for the rest of the translation; the second stops at once.
A lost line is restored. What may be missing from the translation then is told, and the exit code is 9.

Examples:
  $ kotoba translate talk.wav --from en --to ja -o talk-ja.wav --captions talk.vtt
  $ kotoba translate --mic --from en --to ja --play --text
  $ ffmpeg -i film.mkv -f wav - | kotoba translate - --from en --to ja | ffplay -i -
  $ arecord -t raw -f S16_LE -r 16000 -c 1 | kotoba translate - --raw --from en --to ja --json`,
    )
    .action(async (file: string | undefined, _flags: unknown, command: Command) => {
      const given: TranslationOptions = command.optsWithGlobals();
      const flags = { ...given, output: outputOf(given) };
      const problem = contradiction(file, flags);
      if (problem !== undefined) command.error(`error: ${problem}`);
      const { translate } = await import("../translation/translate.ts");
      await translate(file, flags);
    });
}

/** Where the audio goes: into a pipe when nothing else is said. */
function outputOf({ output, play, text, json, captions }: TranslationOptions): string | undefined {
  if (output !== undefined || play || text || json || captions !== undefined) return output;
  return "-";
}

function contradiction(file: string | undefined, flags: TranslationOptions): string | undefined {
  const { output, text, json } = flags;
  const ofInput = inputContradiction(file, flags) ?? captionsContradiction(flags);
  if (ofInput !== undefined) return ofInput;
  if (text && json) return "--text and --json are two ways to print: leave one out";
  if (output !== "-") return undefined;
  if (json || text)
    return `${json ? "--json" : "--text"} cannot share standard output with the audio: give --output FILE`;
  if (process.stdout.isTTY) return "audio is not for a terminal: give --output FILE, --play or --text";
  return undefined;
}
