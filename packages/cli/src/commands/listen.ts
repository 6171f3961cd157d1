import { Command, InvalidArgumentError, Option } from "commander";
import { clientOptions, type GlobalFlags } from "../flags/global-flags.ts";
import { rateFlag, silenceFlag } from "../flags/number-flags.ts";
import {
  kanaFlag,
  keywordFlag,
  languageFlag,
  type SpeechFlags,
  stylePreference,
} from "../flags/speech-flags.ts";
import type { Pace } from "../input/file-input.ts";
import type { LiveInput } from "../input/live-input.ts";
import { finishable } from "../interruption.ts";
import type { LiveOutput } from "../output/live-output.ts";

interface ListenFlags extends GlobalFlags, SpeechFlags {
  readonly mic?: true;
  readonly raw?: true;
  readonly rate?: number;
  readonly pace?: Pace;
  readonly captions?: string;
  readonly keyword?: readonly string[];
  readonly silence?: number;
  readonly turns: boolean;
}

const DEFAULT_RATE = 16_000;

/** `kotoba listen` */
export function listenCommand(): Command {
  return new Command("listen")
    .description("Turn speech into text while it is being spoken.")
    .argument("[file]", "any audio or video file; - for standard input")
    .option("--mic", "listen to the microphone, through arecord, sox or ffmpeg")
    .option("--raw", "standard input has no header: 16-bit little-endian mono samples")
    .addOption(rateFlag())
    .addOption(
      new Option(
        "--pace <pace>",
        "send a file as it would sound, or as fast as it comes (default: realtime)",
      ).choices(["realtime", "fast"]),
    )
    .addOption(languageFlag("ja"))
    .addOption(keywordFlag())
    .addOption(kanaFlag())
    .addOption(silenceFlag())
    .addOption(new Option("--no-turns", "take everything for one turn").conflicts("silence"))
    .addOption(
      new Option(
        "--captions <file>",
        "write captions, .vtt or .srt, at the end; their times are those of recognition, a little after the speech",
      ).argParser(captionPath),
    )
    .addHelpText(
      "after",
      `
On a terminal the last line grows with what is being said; elsewhere each turn is a line. With --json each event is.
The first Ctrl-C ends the audio and waits for the rest of the text; the second stops at once.

Examples:
  $ kotoba listen --mic --language en
  $ kotoba listen talk.wav --language en --captions talk.vtt
  $ ffmpeg -i film.mkv -f wav - | kotoba listen - --pace fast
  $ arecord -t raw -f S16_LE -r 16000 -c 1 | kotoba listen - --raw --json`,
    )
    .action(async (file: string | undefined, _flags: unknown, command: Command) => {
      const flags: ListenFlags = command.optsWithGlobals();
      const problem = contradiction(file, flags);
      if (problem !== undefined) command.error(`error: ${problem}`);
      await listen(file, flags);
    });
}

function captionPath(path: string): string {
  if (/\.(vtt|srt)$/i.test(path)) return path;
  throw new InvalidArgumentError("It must end in .vtt or .srt.");
}

function contradiction(file: string | undefined, flags: ListenFlags): string | undefined {
  const { mic, raw, rate, pace, captions } = flags;
  if (file === undefined && !mic) return "give a file, - for standard input, or --mic";
  if (file !== undefined && mic) return "give a file or --mic, not both";
  if (raw && file !== "-") return "--raw is for standard input: give - as the file";
  if (rate !== undefined && !raw) return "--rate is for --raw: a file says its own rate";
  if (pace !== undefined && (raw || mic)) return "--pace is for files: other audio is sent as it comes";
  if (captions !== undefined && pace === "fast")
    return "--captions needs --pace realtime: their times are those of recognition";
  return undefined;
}

async function listen(file: string | undefined, flags: ListenFlags): Promise<void> {
  const { KotobaClient } = await import("@kotoba/sdk");
  await using client = new KotobaClient(clientOptions(flags));
  await finishable(async ({ first, stop, canFinish }) => {
    await using input = await openInput(file, flags, first);
    const broken = new AbortController();
    await using session = await client.asr.stream({
      language: flags.language,
      inputSampleRate: input.sampleRate,
      keywords: flags.keyword,
      stylePreference: stylePreference(flags),
      turnDetection: turnDetection(flags),
      signal: AbortSignal.any([stop, broken.signal]),
    });
    const outputs = await openOutputs(flags);
    canFinish();
    if (flags.mic && process.stderr.isTTY) console.error("Listening. Ctrl-C ends.");
    let startedAt: number | undefined;
    const audio = untilEnded(input, first, () => {
      startedAt ??= performance.now();
    });
    session.feed(audio).catch((error: unknown) => broken.abort(error));
    try {
      for await (const event of session) {
        const time = startedAt === undefined ? 0 : (performance.now() - startedAt) / 1000;
        for (const output of outputs) output.show(event, time);
      }
    } finally {
      for (const output of outputs) await output.end();
    }
  });
}

async function openInput(
  file: string | undefined,
  { raw, rate = DEFAULT_RATE, pace = "realtime" }: ListenFlags,
  signal: AbortSignal,
): Promise<LiveInput> {
  if (file === undefined) return await (await import("../input/microphone.ts")).openMicrophone(signal);
  const audio = file === "-" ? process.stdin : file;
  if (raw) return await (await import("../input/raw-input.ts")).openRawInput(audio, rate, signal);
  return await (await import("../input/file-input.ts")).openFileInput(audio, pace, signal);
}

async function openOutputs({ json, captions }: ListenFlags): Promise<readonly LiveOutput[]> {
  const text = await textOutput(json);
  if (captions === undefined) return [text];
  const { captionFile } = await import("../output/caption-file.ts");
  return [text, await captionFile(captions)];
}

async function textOutput(json: true | undefined): Promise<LiveOutput> {
  const { stdout } = process;
  if (json) return (await import("../output/event-lines.ts")).eventLines(stdout);
  if (stdout.isTTY && process.env.TERM !== "dumb")
    return (await import("../output/live-line.ts")).liveLine(stdout);
  return (await import("../output/turn-lines.ts")).turnLines(stdout);
}

function turnDetection({ turns, silence }: ListenFlags) {
  if (!turns) return false;
  return silence === undefined ? undefined : { silenceDurationMs: silence };
}

/** The audio, which an interruption may cut off anywhere: that is its end, and no failure. */
async function* untilEnded({ chunks }: LiveInput, ended: AbortSignal, onChunk: () => void) {
  try {
    for await (const chunk of chunks) {
      onChunk();
      yield chunk;
    }
  } catch (error) {
    if (!ended.aborted) throw error;
  }
}
