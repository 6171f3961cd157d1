import { AudioFormatError } from "@kotoba/core";
import { ByteReader } from "../../input/byte-reader.ts";
import type { AudioDecoder, AudioFrames } from "../audio-decoder.ts";
import type { ContainerInput } from "../container.ts";
import { openWithFfmpeg } from "../ffmpeg/open-with-ffmpeg.ts";
import type { DecoderPackage } from "./optional-package.ts";

/** What a file tells of its length, in seconds, from its first byte. Throws `truncated_audio` where it sees that itself. */
export type StatedSeconds = (reader: ByteReader) => Promise<number | undefined>;

/** Decoders differ by the samples that an encoder puts around a recording. */
const TOLERATED_SECONDS = 0.1;

/**
 * Opens with ffmpeg what the package would decode, if it were installed. That ends quietly where a file is cut short: so what
 * can be read again is, at the end, looked at for what it states.
 *
 * @param format what the file is, for messages.
 * @throws AudioFormatError `decoder_missing` where there is no ffmpeg either.
 */
export async function openWithoutPackage(
  input: ContainerInput,
  format: string,
  { name }: DecoderPackage,
  statedSeconds: StatedSeconds,
): Promise<AudioDecoder> {
  let decoder: AudioDecoder;
  try {
    decoder = await openWithFfmpeg(input, format);
  } catch (cause) {
    if (!AudioFormatError.isInstance(cause) || cause.code !== "decoder_missing") throw cause;
    const message = `${input.source.fileName} is ${format}, which needs the package ${name}: npm install ${name}, or install ffmpeg`;
    throw new AudioFormatError(message, { code: "decoder_missing", cause });
  }
  if (!input.source.repeatable) return decoder;
  return {
    info: decoder.info,
    frames: () => wholeFrames(decoder.frames(), input, format, statedSeconds),
    [Symbol.asyncDispose]: () => decoder[Symbol.asyncDispose](),
  };
}

/** What ffmpeg gives, and an error after it where that is less than the file states. */
async function* wholeFrames(
  frames: AsyncIterable<AudioFrames>,
  { source }: ContainerInput,
  format: string,
  statedSeconds: StatedSeconds,
): AsyncGenerator<AudioFrames, void, void> {
  let seconds = 0;
  for await (const block of frames) {
    seconds += block.samples.length / (block.sampleRate * block.channels);
    yield block;
  }
  const again = new ByteReader(source.stream());
  let stated: number | undefined;
  try {
    stated = await statedSeconds(again);
  } finally {
    await again.release();
  }
  if (stated === undefined || stated - seconds <= TOLERATED_SECONDS) return;
  const byteOffset = source.sizeBytes ?? 0;
  throw new AudioFormatError(
    `the ${format} file is cut short: it states ${stated.toFixed(2)} s, but ends at byte ${byteOffset} after ${seconds.toFixed(2)} s`,
    { code: "truncated_audio", byteOffset },
  );
}
