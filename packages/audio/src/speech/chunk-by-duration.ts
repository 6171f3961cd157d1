import { ConfigurationError } from "@kotoba/core";
import { MAX_CHANNELS, MAX_SAMPLE_RATE } from "../audio-format.ts";
import { checkWholeNumber } from "../check-whole-number.ts";

/** What chunks {@link chunkByDuration} makes. */
export interface ChunkOptions {
  /** Frames a second, in Hz: a whole number from 1 to 768000. */
  readonly sampleRate: number;
  /** How long a chunk sounds: one frame or more, rounded to whole frames, and at most 2^28 samples. */
  readonly seconds: number;
  /** Channels, interleaved: a whole number from 1 to 65535. Default 1. */
  readonly channels?: number | undefined;
}

/** As many as take 1 GiB: each chunk is in memory. */
const MAX_CHUNK_SAMPLES = 2 ** 28;

/**
 * Cuts samples into chunks of one duration; the last one may be shorter, and none is empty. Where the source fails, what it
 * gave before comes first.
 *
 * @throws ConfigurationError for an option out of range: at once, before anything is read.
 */
export function chunkByDuration(
  samples: AsyncIterable<Float32Array> | Iterable<Float32Array>,
  options: ChunkOptions,
): AsyncGenerator<Float32Array, void, void> {
  const { sampleRate, seconds, channels = 1 } = options;
  checkWholeNumber("sampleRate", sampleRate, MAX_SAMPLE_RATE);
  checkWholeNumber("channels", channels, MAX_CHANNELS);
  const frames = Math.round(sampleRate * seconds);
  if (!Number.isFinite(frames) || frames < 1) {
    throw new ConfigurationError(
      `seconds must make at least one frame of ${sampleRate} a second, not ${seconds}`,
    );
  }
  if (frames * channels > MAX_CHUNK_SAMPLES) {
    throw new ConfigurationError(
      `seconds must make a chunk of at most ${MAX_CHUNK_SAMPLES} samples, of all channels, not ${frames * channels}`,
    );
  }
  return chunksOf(samples, frames * channels);
}

async function* chunksOf(
  samples: AsyncIterable<Float32Array> | Iterable<Float32Array>,
  chunkSamples: number,
): AsyncGenerator<Float32Array, void, void> {
  let chunk = new Float32Array(chunkSamples);
  let filled = 0;
  try {
    for await (const block of samples) {
      for (let at = 0; at < block.length; ) {
        const part = block.subarray(at, at + chunkSamples - filled);
        chunk.set(part, filled);
        filled += part.length;
        at += part.length;
        if (filled < chunkSamples) continue;
        yield chunk;
        chunk = new Float32Array(chunkSamples);
        filled = 0;
      }
    }
  } catch (error) {
    if (filled > 0) yield chunk.subarray(0, filled);
    throw error;
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}
