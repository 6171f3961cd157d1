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

/** The samples as `pcm24` bytes, little endian, rounded to the nearest, saturating beyond full scale. NaN becomes 0. */
export function float32ToPcm24(samples: Float32Array): Uint8Array {
  const result = new Uint8Array(3 * samples.length);
  for (let i = 0, at = 0; i < samples.length; i++, at += 3) {
    let value = (samples[i] as number) * 8388608;
    if (value > 8388607) value = 8388607;
    else if (value < -8388608) value = -8388608;
    value = Math.floor(value + 0.5);
    // An array of bytes keeps the lowest eight bits.
    result[at] = value;
    result[at + 1] = value >> 8;
    result[at + 2] = value >> 16;
  }
  return result;
}
