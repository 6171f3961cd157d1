import { countSamples } from "../audio-format.ts";

/**
 * The samples that `pcm32` bytes (little endian, at any offset) hold, as -1 to 1, rounded to the 24 bits of a float.
 *
 * @throws AudioFormatError (`partial_sample`) where the last sample is cut.
 */
export function pcm32ToFloat32(bytes: Uint8Array): Float32Array {
  const result = new Float32Array(countSamples(bytes.length, "pcm32"));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < result.length; i++) result[i] = view.getInt32(4 * i, true) / 2147483648;
  return result;
}

/** The samples as `pcm32` bytes, little endian, rounded to the nearest, saturating beyond full scale. NaN becomes 0. */
export function float32ToPcm32(samples: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * samples.length));
  for (let i = 0; i < samples.length; i++) {
    let value = (samples[i] as number) * 2147483648;
    if (value > 2147483647) value = 2147483647;
    else if (value < -2147483648) value = -2147483648;
    view.setInt32(4 * i, Math.floor(value + 0.5), true);
  }
  return new Uint8Array(view.buffer);
}
