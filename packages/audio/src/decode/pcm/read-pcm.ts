import { AudioFormatError } from "@kotoba/core";
import { bytesPerSample } from "../../audio-format.ts";
import type { ByteReader } from "../../input/byte-reader.ts";
import { decodeSamples } from "../../samples/decode-samples.ts";
import { unifyStorage } from "../../samples/stored-samples.ts";
import type { AudioFrames } from "../audio-decoder.ts";
import type { PcmStream } from "./pcm-stream.ts";

/** Bytes that are decoded at a time, at most, unless a single frame is longer. */
const BLOCK_BYTES = 1 << 16;

/**
 * Decodes the samples that a reader stands at, as they come, in flat memory. Half a frame at the end is dropped. The reader
 * is released at the end, on an error, and when iteration stops early.
 *
 * @throws AudioFormatError (`truncated_audio`) where the stream ends before the length that is stated, after giving what
 *   there is.
 */
export async function* readPcm(
  reader: ByteReader,
  stream: PcmStream,
): AsyncGenerator<AudioFrames, void, void> {
  const { container, encoding, sampleRate, channels, dataBytes } = stream;
  const frameBytes = channels * bytesPerSample(encoding);
  const block = new Uint8Array(Math.max(frameBytes, BLOCK_BYTES - (BLOCK_BYTES % frameBytes)));
  let filled = 0;
  let left = dataBytes ?? Number.POSITIVE_INFINITY;
  try {
    while (left > 0) {
      const bytes = await reader.readSome(Math.min(block.length - filled, left));
      if (bytes.length === 0) break;
      block.set(bytes, filled);
      filled += bytes.length;
      left -= bytes.length;
      const whole = filled - (filled % frameBytes);
      if (whole === 0) continue;
      const frames = block.subarray(0, whole);
      unifyStorage(frames, stream);
      yield { samples: decodeSamples(frames, encoding), sampleRate, channels };
      block.copyWithin(0, whole, filled);
      filled -= whole;
    }
    if (dataBytes !== undefined && left > 0) {
      const { offset } = reader;
      throw new AudioFormatError(
        `the ${container.toUpperCase()} file is cut short: it states ${dataBytes} bytes of samples, but ends at byte ${offset}, ${left} bytes too early`,
        { code: "truncated_audio", byteOffset: offset },
      );
    }
  } finally {
    await reader.release();
  }
}
