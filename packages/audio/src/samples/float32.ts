import { countSamples } from "../audio-format.ts";
import { HOST_IS_LITTLE_ENDIAN } from "./host-byte-order.ts";

/** The samples as `float32` bytes, little endian, unclipped: a copy. */
export function float32ToBytes(samples: Float32Array): Uint8Array {
  if (HOST_IS_LITTLE_ENDIAN) return new Uint8Array(samples.slice().buffer);
  const view = new DataView(new ArrayBuffer(samples.byteLength));
  for (let i = 0; i < samples.length; i++) view.setFloat32(4 * i, samples[i] as number, true);
  return new Uint8Array(view.buffer);
}

/**
 * The samples that `float32` bytes (little endian, at any offset) hold, unclipped: a copy.
 *
 * @throws AudioFormatError (`partial_sample`) where the last sample is cut.
 */
export function bytesToFloat32(bytes: Uint8Array): Float32Array {
  const result = new Float32Array(countSamples(bytes.length, "float32"));
  if (HOST_IS_LITTLE_ENDIAN) {
    new Uint8Array(result.buffer).set(bytes);
    return result;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let i = 0; i < result.length; i++) result[i] = view.getFloat32(4 * i, true);
  return result;
}
