import { AudioFormatError } from "@kotoba/core";
import { SNIFF_BYTES, sniffMediaType } from "../../input/media-type.ts";
import { systemCode } from "../../system-code.ts";
import type { ContainerInput } from "../container.ts";
import { quoteBytes } from "../quote-bytes.ts";

/** What is known of an input that ffmpeg is to decode, for messages. */
export interface FfmpegSubject {
  readonly fileName: string;
  /** What it is, or looks like; `undefined` for bytes that tell nothing. */
  readonly format: string | undefined;
  readonly start: Uint8Array;
}

export async function ffmpegSubject(
  { source, reader }: ContainerInput,
  format: string | undefined,
): Promise<FfmpegSubject> {
  const start = new Uint8Array(await reader.peek(SNIFF_BYTES));
  return { fileName: source.fileName, format: format ?? sniffMediaType(start), start };
}

/** There is no ffmpeg, it is not to be used, or it cannot be started: `cause` is then what the system says. */
export function ffmpegMissing(
  { fileName, format, start }: FfmpegSubject,
  program: string | false,
  cause?: unknown,
): AudioFormatError {
  const absent =
    program === false
      ? "ffmpeg is turned off"
      : cause === undefined
        ? `there is no program ${program}`
        : `the program ${program} cannot be started (${systemCode(cause) ?? String(cause)})`;
  if (format === undefined) {
    return unknownFormat(fileName, start, absent, ", or install ffmpeg, which knows more formats");
  }
  const message = `${fileName} is ${format} by what it has at byte 0, which ffmpeg decodes, but ${absent}: install it, or convert the file to WAV`;
  return new AudioFormatError(message, { code: "decoder_missing", byteOffset: 0, cause });
}

/** What ffmpeg could not read at all. */
export function ffmpegRefusal(
  { fileName, format, start }: FfmpegSubject,
  messages: string,
): AudioFormatError {
  if (messages.includes("matches no streams")) {
    return new AudioFormatError(`${fileName} holds no audio`, { code: "unsupported_audio" });
  }
  if (format === undefined) {
    return unknownFormat(fileName, start, "ffmpeg does not know it either");
  }
  return new AudioFormatError(`${fileName} is ${format}, but cannot be decoded: ffmpeg says ${messages}`, {
    code: "bad_audio",
  });
}

/** The last lines of what ffmpeg said, without paths and addresses. */
export function tailOf(messages: string, path: string | undefined, fileName: string): string {
  const known =
    path === undefined ? messages : messages.replaceAll(`file:${path}`, fileName).replaceAll(path, fileName);
  const lines = known
    .replace(/ @ 0x[0-9a-f]+/g, "")
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  return JSON.stringify(lines.slice(-3).join("; ") || "nothing");
}

function unknownFormat(
  fileName: string,
  start: Uint8Array,
  ffmpeg: string,
  advice: string = "",
): AudioFormatError {
  return new AudioFormatError(
    `${fileName} is of no known audio format, and ${ffmpeg}: at byte 0 there is ${quoteBytes(start)}; convert it, or say with the option raw what samples it holds, if it has no header${advice}`,
    { code: "unsupported_audio", byteOffset: 0 },
  );
}
