import { AudioFormatError } from "@kotoba/core";
import type { AudioFormat } from "../audio-format.ts";
import { ByteReader } from "../input/byte-reader.ts";
import { decodeSamples } from "../samples/decode-samples.ts";
import { readWavHeader, type WavHeader } from "./read-wav-header.ts";

/** A WAV file whose header has been read. Disposing of it lets go of the source, if that was not read to its end. */
export interface WavReader extends AudioFormat, AsyncDisposable {
  /** Bits of a sample, as the file states them. */
  readonly bitsPerSample: number;
  /** Samples a channel, as the file states them; `undefined` where it doesn't, as in a recording that was piped. */
  readonly frameCount: number | undefined;
  /** Length in seconds; `undefined` with {@link frameCount}. */
  readonly durationSeconds: number | undefined;
  /**
   * The samples, interleaved, of full scale -1 to 1: whole frames, at most 64 KiB of the file at a time, as they come. They
   * can be read once: a second call throws an AudioFormatError (`already_read`). The source is let go of at the end, on an
   * error, and when iteration stops early.
   *
   * A file that ends before the length it states gives what it has, and then throws an AudioFormatError
   * (`truncated_audio`). Half a frame at the end is dropped.
   */
  frames(): AsyncIterable<Float32Array>;
}

/** Bytes that are decoded at a time, at most. A frame is never longer: its length has 16 bits. */
const BLOCK_BYTES = 1 << 16;

/**
 * Reads a WAV file from its bytes, in chunks of any size, in flat memory: PCM of 8 to 32 bits, floats of 32 and 64, A-law
 * and mu-law, plain or extensible, and the 64-bit forms RF64 and BW64. A `data` chunk without a length is read to the end.
 *
 * @throws AudioFormatError `bad_audio` for what is no WAV file or a broken one, `unsupported_audio` for a codec that is not among
 *   these. The message says what was found, and at which byte. The source is let go of first.
 */
export async function readWav(chunks: AsyncIterable<Uint8Array>): Promise<WavReader> {
  const reader = new ByteReader(chunks);
  try {
    return await openWav(reader);
  } catch (error) {
    await reader.release();
    throw error;
  }
}

/** {@link readWav}, where the reader's owner lets go of it on failure. */
export async function openWav(reader: ByteReader): Promise<WavReader> {
  const header = await readWavHeader(reader);
  const { encoding, sampleRate, channels, bitsPerSample, bytesPerFrame, dataBytes } = header;
  const frameCount = dataBytes === undefined ? undefined : Math.floor(dataBytes / bytesPerFrame);
  let taken = false;
  return {
    encoding,
    sampleRate,
    channels,
    bitsPerSample,
    frameCount,
    durationSeconds: frameCount === undefined ? undefined : frameCount / sampleRate,
    frames() {
      if (taken) throw new AudioFormatError("the samples can be read once", { code: "already_read" });
      taken = true;
      return readFrames(reader, header);
    },
    [Symbol.asyncDispose]: () => reader.release(),
  };
}

async function* readFrames(reader: ByteReader, header: WavHeader): AsyncGenerator<Float32Array, void> {
  const { bytesPerFrame, encoding, dataBytes } = header;
  const block = new Uint8Array(BLOCK_BYTES - (BLOCK_BYTES % bytesPerFrame));
  let filled = 0;
  let left = dataBytes ?? Number.POSITIVE_INFINITY;
  try {
    while (left > 0) {
      const bytes = await reader.readSome(Math.min(block.length - filled, left));
      if (bytes.length === 0) break;
      block.set(bytes, filled);
      filled += bytes.length;
      left -= bytes.length;
      const whole = filled - (filled % bytesPerFrame);
      if (whole === 0) continue;
      yield decodeSamples(block.subarray(0, whole), encoding);
      block.copyWithin(0, whole, filled);
      filled -= whole;
    }
    if (dataBytes !== undefined && left > 0) {
      throw new AudioFormatError(
        `the WAV file is cut short: it states ${dataBytes} bytes of samples, but ends at byte ${reader.offset}, ${left} bytes too early`,
        { code: "truncated_audio" },
      );
    }
  } finally {
    await reader.release();
  }
}
