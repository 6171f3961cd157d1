import { countSamples } from "../audio-format.ts";

/**
 * The samples that `float64` bytes (little endian, at any offset) hold, rounded to 32 bits, unclipped.
 *
 * @throws AudioFormatError (`partial_sample`) where the last sample is cut.
 */
export function float64ToFloat32(bytes: Uint8Array): Float32Array {
  const result = new Float32Array(countSamples(bytes.length, "float64"));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < result.length; i++) result[i] = view.getFloat64(8 * i, true);
  return result;
}

/** The samples as `float64` bytes, little endian, unclipped. */
export function float32ToFloat64Bytes(samples: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * samples.length));
  for (let i = 0; i < samples.length; i++) view.setFloat64(8 * i, samples[i] as number, true);
  return new Uint8Array(view.buffer);
}
