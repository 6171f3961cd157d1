import { type AudioFormat, bytesPerSample } from "../audio-format.ts";
import type { AudioFrames } from "../decode/audio-decoder.ts";
import { readPcm } from "../decode/pcm/read-pcm.ts";
import { readOnce } from "../decode/read-once.ts";
import { ByteReader } from "../input/byte-reader.ts";
import { readWavHeader } from "./read-wav-header.ts";

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

/**
 * Reads a WAV file from its bytes, in chunks of any size, in flat memory: PCM of 8 to 32 bits, floats of 32 and 64, A-law
 * and mu-law, plain or extensible, big endian (RIFX), and the 64-bit forms RF64 and BW64. A `data` chunk without a length is
 * read to the end.
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

async function openWav(reader: ByteReader): Promise<WavReader> {
  const header = await readWavHeader(reader);
  const { encoding, sampleRate, channels, bitsPerSample, dataBytes } = header;
  const frameCount =
    dataBytes === undefined ? undefined : Math.floor(dataBytes / (channels * bytesPerSample(encoding)));
  return {
    encoding,
    sampleRate,
    channels,
    bitsPerSample,
    frameCount,
    durationSeconds: frameCount === undefined ? undefined : frameCount / sampleRate,
    frames: readOnce(() => samplesOnly(readPcm(reader, header))),
    [Symbol.asyncDispose]: () => reader.release(),
  };
}

async function* samplesOnly(frames: AsyncIterable<AudioFrames>): AsyncGenerator<Float32Array, void, void> {
  for await (const { samples } of frames) yield samples;
}
