import { countSamples } from "../audio-format.ts";

/**
 * The samples that `pcm24` bytes (little endian) hold, as -1 (inclusive) to 1 (exclusive), without loss.
 *
 * @throws AudioFormatError (`partial_sample`) where the last sample is cut.
 */
export function pcm24ToFloat32(bytes: Uint8Array): Float32Array {
  const result = new Float32Array(countSamples(bytes.length, "pcm24"));
  for (let i = 0, at = 0; i < result.length; i++, at += 3) {
    // Into the upper three bytes of 32 bits, so that the sign is in its place.
    const low = (bytes[at] as number) << 8;
    const middle = (bytes[at + 1] as number) << 16;
    const high = (bytes[at + 2] as number) << 24;
    result[i] = (high | middle | low) / 2147483648;
  }
  return result;
}
