import { Argument, Command, Option } from "commander";
import { formatFlag } from "../flags/format-flag.ts";
import { clientOptions, type GlobalFlags } from "../flags/global-flags.ts";
import { timeoutFlag } from "../flags/number-flags.ts";
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
}

/** `kotoba transcribe` */
export function transcribeCommand(): Command {
  return new Command("transcribe")
    .description("Turn a recording into text.")
    .addArgument(new Argument("<file>", "the recording; - for standard input"))
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
    .addOption(timeoutFlag("how long the transcript may take"))
    .addHelpText(
      "after",
      `
Examples:
  $ kotoba transcribe talk.wav --language en
  $ kotoba transcribe talk.wav --language en --format vtt > talk.vtt
  $ ffmpeg -i film.mkv -f wav - | kotoba transcribe - --timestamps`,
    )
    .action((file: string, _flags: unknown, command: Command) => transcribe(file, command.optsWithGlobals()));
}

async function transcribe(file: string, flags: TranscribeFlags): Promise<void> {
  const { KotobaClient } = await import("@kotoba/sdk");
  const { formatTranscript } = await import("../output/transcript-format.ts");
  const { progressLine } = await import("../output/progress-line.ts");
  const { transcriptionStep } = await import("../output/transcription-step.ts");
  const format = flags.json ? "json" : flags.format;
  const captions = format === "srt" || format === "vtt";
  await using client = new KotobaClient(clientOptions(flags));
  const result = await interruptible(async (signal) => {
    using progress = await progressLine();
    let jobId: string | undefined;
    try {
      return await client.asr.transcribe(file === "-" ? process.stdin : file, {
        ...uploadOptions(flags),
        // Captions are nothing without times.
        withTimestamps: captions || flags.timestamps === true,
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
