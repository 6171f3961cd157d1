import { bytesPerSample, type SampleEncoding } from "../audio-format.ts";

/** How a file stores its samples. */
export interface SampleStorage {
  readonly encoding: SampleEncoding;
  /** Whether samples that are wider than a byte have their most significant one first. */
  readonly bigEndian: boolean;
  /** Whether `pcm8` is two's complement here, with 0 for silence. */
  readonly signed8: boolean;
}

/** Puts stored samples into the form that this package calls by their encoding. The bytes are changed where they lie. */
export function unifyStorage(bytes: Uint8Array, { encoding, bigEndian, signed8 }: SampleStorage): void {
  if (encoding === "pcm8" && signed8) {
    for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] as number) ^ 0x80;
  }
  if (bigEndian) reverseEach(bytes, bytesPerSample(encoding));
}

/** Reverses the bytes of each sample. */
function reverseEach(bytes: Uint8Array, width: number): void {
  for (let start = 0; start + width <= bytes.length; start += width) {
    for (let low = start, high = start + width - 1; low < high; low++, high--) {
      const byte = bytes[low] as number;
      bytes[low] = bytes[high] as number;
      bytes[high] = byte;
    }
  }
}
