import { interleave } from "../../samples/interleave.ts";

/**
 * What the FLAC decoder gives, as frames of full scale -1 to 1: the very numbers that the file holds. The decoder takes the
 * greatest sample for 1 (32767 of 16 bits); everywhere else in this package 1 is the one after (32768).
 */
export function flacSamples(channels: readonly Float32Array[], bitsPerSample: number): Float32Array {
  const frames = interleave(channels);
  const fullScale = 2 ** (bitsPerSample - 1);
  // Floats hold samples of 25 bits.
  const isExact = bitsPerSample <= 25;
  for (const [at, sample] of frames.entries()) {
    const value = sample * (fullScale - 1);
    frames[at] = (isExact ? Math.round(value) : value) / fullScale;
  }
  return frames;
}
