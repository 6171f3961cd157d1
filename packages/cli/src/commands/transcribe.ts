import { Argument, Command, Option } from "commander";
import { formatContradiction, formatFlag } from "../flags/format-flag.ts";
import { clientOptions, type GlobalFlags } from "../flags/global-flags.ts";
import { timeoutFlag, wholeNumber } from "../flags/number-flags.ts";
import {
  kanaFlag,
  keywordFlag,
  languageFlag,
  type SpeechFlags,
  timestampsFlag,
  uploadOptions,
} from "../flags/speech-flags.ts";
import { interruptible } from "../interruption.ts";
import type { TranscriptFormat } from "../output/transcript-format.ts";

interface TranscribeFlags extends GlobalFlags, SpeechFlags {
  readonly format: TranscriptFormat;
  readonly mode: "job" | "one-shot";
  readonly keyword?: readonly string[];
  readonly timeout?: number;
  readonly output?: string;
  readonly concurrency: number;
  readonly resume?: true | string;
}

const DEFAULT_CONCURRENCY = 4;
/** What keeps a batch under the service's limit of requests: see `StartPace`. */
const MAX_CONCURRENCY = 16;

/** `kotoba transcribe` */
export function transcribeCommand(): Command {
  return new Command("transcribe")
    .description("Turn recordings into text.")
    .addArgument(
      new Argument(
        "<files...>",
        "recordings, folders of recordings and patterns such as 'talks/**/*.mp3'; - for standard input",
      ),
    )
    .addOption(languageFlag())
    .addOption(timestampsFlag())
    .addOption(formatFlag())
    .addOption(
      new Option(
        "--mode <mode>",
        "job: any length; one-shot: one request, up to two minutes, times for each word",
      )
        .choices(["job", "one-shot"])
        .default("job"),
    )
    .addOption(keywordFlag(" (mode one-shot)"))
    .addOption(kanaFlag())
    .addOption(timeoutFlag("how long a transcript may take"))
    .option("-o, --output <folder>", "where transcripts go (default: beside their recordings)")
    .addOption(
      new Option("--concurrency <number>", `recordings under way at once, up to ${MAX_CONCURRENCY}`)
        .default(DEFAULT_CONCURRENCY)
        .argParser((value) => wholeNumber(value, 1, MAX_CONCURRENCY)),
    )
    .option(
      "--resume [journal]",
      "keep a journal, and go on where a run with it ended (default: .kotoba-transcribe.jsonl in the output or current folder)",
    )
    .addHelpText(
      "after",
      `
One file goes to standard output, unless -o or --resume is given. Of many, each goes into a file of its own: talk.wav
becomes talk.txt, .json, .srt or .vtt, in place of what was there. The first Ctrl-C lets those under way end, the second
stops at once. With --json, one file is printed as an object with all that is known; of many, each is a line that tells
what came of it.

Examples:
  $ kotoba transcribe talk.wav --language en
  $ kotoba transcribe talk.wav --language en --format vtt > talk.vtt
  $ kotoba transcribe talks/ -o transcripts --resume
  $ ffmpeg -i film.mkv -f wav - | kotoba transcribe - --timestamps`,
    )
    .action(async (files: readonly string[], _flags: unknown, command: Command) => {
      const flags: TranscribeFlags = command.optsWithGlobals();
      const [file] = files;
      if (file === undefined || !(await isSingle(files, flags))) return await transcribeMany(files, flags);
      const problem = formatContradiction(command);
      if (problem !== undefined) command.error(`error: ${problem}`);
      await transcribeOne(file, flags);
    });
}

/** Whether it is one recording, whose transcript goes to standard output. */
async function isSingle([file, ...others]: readonly string[], flags: TranscribeFlags): Promise<boolean> {
  if (file === undefined || others.length > 0) return false;
  if (flags.output !== undefined || flags.resume !== undefined) return false;
  const { isOneRecording } = await import("../batch/find-inputs.ts");
  return await isOneRecording(file);
}

async function transcribeOne(file: string, flags: TranscribeFlags): Promise<void> {
  const { KotobaClient } = await import("@kotoba/sdk");
  const { formatTranscript } = await import("../output/transcript-format.ts");
  const { progressLine } = await import("../output/progress-line.ts");
  const { transcriptionStep } = await import("../output/transcription-step.ts");
  const format = flags.json ? "json" : flags.format;
  await using client = new KotobaClient(clientOptions(flags));
  const result = await interruptible(async (signal) => {
    using progress = await progressLine();
    let jobId: string | undefined;
    try {
      return await client.asr.transcribe(file === "-" ? process.stdin : file, {
        ...uploadOptions(flags),
        withTimestamps: needsTimes(format, flags),
        mode: flags.mode,
        keywords: flags.keyword,
        timeoutMs: flags.timeout,
        signal,
        onProgress(step) {
          if (step.state === "processing") jobId = step.jobId;
          progress.show(transcriptionStep(step));
        },
      });
    } finally {
      if (signal.aborted && jobId !== undefined) {
        progress[Symbol.dispose]();
        console.error(`The job goes on. To get its transcript: kotoba jobs wait ${jobId}`);
      }
    }
  });
  process.stdout.write(formatTranscript(result, format));
}

async function transcribeMany(args: readonly string[], flags: TranscribeFlags): Promise<void> {
  const { transcribeBatch } = await import("../batch/transcribe-batch.ts");
  const { format, mode, language, kana, keyword: keywords } = flags;
  await transcribeBatch({
    args,
    client: clientOptions(flags),
    settings: { mode, withTimestamps: needsTimes(format, flags), language, kana, keywords },
    format,
    timeoutMs: flags.timeout,
    concurrency: flags.concurrency,
    folder: flags.output,
    resume: flags.resume,
    json: flags.json === true,
  });
}

/** Captions are nothing without times. */
function needsTimes(format: TranscriptFormat, flags: TranscribeFlags): boolean {
  return format === "srt" || format === "vtt" || flags.timestamps === true;
}
