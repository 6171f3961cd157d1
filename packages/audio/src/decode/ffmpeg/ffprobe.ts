import { ByteReader } from "../../input/byte-reader.ts";
import { openBytes } from "../../input/bytes-source.ts";
import type { FfmpegInput } from "./ffmpeg-input.ts";
import { startProgram } from "./running-program.ts";

/** What ffprobe tells, which is a program that comes with ffmpeg. */
export interface FfprobeInfo {
  /** All names of the format. */
  readonly formats: readonly string[];
  readonly codec: string | undefined;
  readonly durationSeconds: number | undefined;
}

/** Where the header of a format that can be piped is. */
const START_BYTES = 64 * 1024;
const MAX_ANSWER_BYTES = 1 << 20;

/** These have no header that tells their length: ffprobe would guess. */
const WITHOUT_DURATION = [
  "aac",
  "ac3",
  "amr",
  "amrnb",
  "amrwb",
  "dts",
  "eac3",
  "loas",
  "mp3",
  "mpeg",
  "mpegts",
];

/** Asks the ffprobe beside an ffmpeg, of which the path is given; `undefined` where there is none, or it knows nothing. Nothing is read. */
export async function ffprobe(
  ffmpeg: string,
  { args, pipe }: FfmpegInput,
  signal: AbortSignal | undefined,
): Promise<FfprobeInfo | undefined> {
  const program = ffmpeg.replace(/ffmpeg(?=[^/\\]*$)/i, "ffprobe");
  if (program === ffmpeg) return undefined;
  const input = pipe && new ByteReader(openBytes(await pipe.peek(START_BYTES)).stream());
  const running = await startProgram(
    program,
    [
      "-hide_banner",
      "-loglevel",
      "error",
      "-show_format",
      "-show_streams",
      "-select_streams",
      "a:0",
      "-of",
      "json",
      ...args,
    ],
    { input, signal },
  ).catch(() => undefined);
  if (running === undefined) return undefined;
  let answer = "";
  const text = new TextDecoder();
  try {
    for await (const chunk of running.output) {
      answer += text.decode(chunk, { stream: true });
      if (answer.length > MAX_ANSWER_BYTES) return undefined;
    }
  } finally {
    await running.kill();
  }
  return parseAnswer(answer, pipe === undefined);
}

function parseAnswer(answer: string, isWhole: boolean): FfprobeInfo | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(answer);
  } catch {
    return undefined;
  }
  const format = property(parsed, "format");
  const stream = property(property(parsed, "streams"), "0");
  const name = property(format, "format_name");
  const codec = property(stream, "codec_name");
  if (typeof name !== "string") return undefined;
  const formats = name.split(",");
  const duration = Number(property(stream, "duration") ?? property(format, "duration"));
  const isKnown = isWhole && duration > 0 && !formats.some((one) => WITHOUT_DURATION.includes(one));
  return {
    formats,
    codec: typeof codec === "string" ? codec : undefined,
    durationSeconds: isKnown ? duration : undefined,
  };
}

function property(value: unknown, key: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
}
