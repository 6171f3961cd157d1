import { countSamples } from "../audio-format.ts";
import { HOST_IS_LITTLE_ENDIAN } from "./host-byte-order.ts";

/** Converts samples of -1 to 1 to 16 bits, rounding to the nearest and saturating beyond full scale. NaN becomes 0. */
export function float32ToInt16(samples: Float32Array): Int16Array {
  const { length } = samples;
  const result = new Int16Array(length);
  // Eight at a time, for the loop itself takes a quarter of the time.
  const end = length - (length % 8);
  let i = 0;
  for (; i < end; i += 8) {
    result[i] = toInt16(samples[i] as number);
    result[i + 1] = toInt16(samples[i + 1] as number);
    result[i + 2] = toInt16(samples[i + 2] as number);
    result[i + 3] = toInt16(samples[i + 3] as number);
    result[i + 4] = toInt16(samples[i + 4] as number);
    result[i + 5] = toInt16(samples[i + 5] as number);
    result[i + 6] = toInt16(samples[i + 6] as number);
    result[i + 7] = toInt16(samples[i + 7] as number);
  }
  for (; i < length; i++) result[i] = toInt16(samples[i] as number);
  return result;
}

/** The nearest 16-bit value, plus a multiple of 65536, which an Int16Array drops. */
function toInt16(sample: number): number {
  // One comparison for nearly all samples: Math.min and Math.max take several times as long.
  if (Math.abs(sample) < 32767.5 / 32768) {
    // Made positive, so that cutting off the fraction rounds down: Math.floor takes longer.
    return (sample * 32768 + 65536.5) | 0;
  }
  if (sample > 0) return 32767;
  return sample < 0 ? -32768 : 0;
}

/** Converts 16-bit samples to -1 (inclusive) to 1 (exclusive). {@link float32ToInt16} gives back the very same. */
export function int16ToFloat32(samples: Int16Array): Float32Array {
  const { length } = samples;
  const result = new Float32Array(length);
  // Four at a time, as above.
  const end = length - (length % 4);
  let i = 0;
  for (; i < end; i += 4) {
    result[i] = (samples[i] as number) / 32768;
    result[i + 1] = (samples[i + 1] as number) / 32768;
    result[i + 2] = (samples[i + 2] as number) / 32768;
    result[i + 3] = (samples[i + 3] as number) / 32768;
  }
  for (; i < length; i++) result[i] = (samples[i] as number) / 32768;
  return result;
}

/**
 * The samples as `pcm16` bytes, little endian. Where the machine allows it the bytes are a view of `samples`, not a copy:
 * don't change either while the other is in use.
 */
export function int16ToBytes(samples: Int16Array): Uint8Array {
  if (HOST_IS_LITTLE_ENDIAN) return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
  const view = new DataView(new ArrayBuffer(samples.byteLength));
  for (let i = 0; i < samples.length; i++) view.setInt16(2 * i, samples[i] as number, true);
  return new Uint8Array(view.buffer);
}

/**
 * The samples that `pcm16` bytes (little endian, at any offset) hold. Where the machine and the offset allow it the
 * samples are a view of `bytes`, not a copy: don't change either while the other is in use.
 *
 * @throws AudioFormatError (`partial_sample`) for an odd number of bytes.
 */
export function bytesToInt16(bytes: Uint8Array): Int16Array {
  const length = countSamples(bytes.length, "pcm16");
  if (HOST_IS_LITTLE_ENDIAN) {
    const aligned = bytes.byteOffset % 2 === 0 ? bytes : new Uint8Array(bytes);
    return new Int16Array(aligned.buffer, aligned.byteOffset, length);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const result = new Int16Array(length);
  for (let i = 0; i < length; i++) result[i] = view.getInt16(2 * i, true);
  return result;
}
