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
