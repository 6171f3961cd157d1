import { AudioFormatError } from "@kotoba/core";

/**
 * How one sample is stored. Whatever is wider than a byte is little endian, on every platform.
 *
 * - `pcm8`: unsigned, silence is 128
 * - `pcm16`, `pcm24`, `pcm32`: signed two's complement
 * - `float32`, `float64`: IEEE 754, full scale is -1 to 1
 * - `alaw`, `mulaw`: ITU-T G.711, a byte a sample
 */
export type SampleEncoding = "pcm8" | "pcm16" | "pcm24" | "pcm32" | "float32" | "float64" | "alaw" | "mulaw";

/** What must be known to read raw audio. */
export interface AudioFormat {
  /** How one sample is stored. */
  readonly encoding: SampleEncoding;
  /** Frames a second, in Hz: a whole number from 1 to {@link MAX_SAMPLE_RATE}. */
  readonly sampleRate: number;
  /** Channels, interleaved: a frame is one sample of each. From 1 to 65535. */
  readonly channels: number;
}

/** The highest sample rate that this package handles, in Hz. */
export const MAX_SAMPLE_RATE = 768_000;

/** The most channels that this package handles: files count them in 16 bits. */
export const MAX_CHANNELS = 65_535;

const BYTES_PER_SAMPLE: Readonly<Record<SampleEncoding, number>> = {
  pcm8: 1,
  pcm16: 2,
  pcm24: 3,
  pcm32: 4,
  float32: 4,
  float64: 8,
  alaw: 1,
  mulaw: 1,
};

/** Whether a value names a {@link SampleEncoding}: callers may have no types. */
export function isSampleEncoding(value: unknown): value is SampleEncoding {
  return typeof value === "string" && Object.hasOwn(BYTES_PER_SAMPLE, value);
}

/** How many bytes one sample takes: 1, 2, 3, 4 or 8. */
export function bytesPerSample(encoding: SampleEncoding): number {
  return BYTES_PER_SAMPLE[encoding];
}

/**
 * How many samples `byteLength` bytes hold.
 *
 * @throws AudioFormatError (`partial_sample`) where the last sample is cut.
 */
export function countSamples(byteLength: number, encoding: SampleEncoding): number {
  const samples = byteLength / BYTES_PER_SAMPLE[encoding];
  if (!Number.isInteger(samples)) {
    throw new AudioFormatError(
      `${byteLength} bytes are no whole number of ${encoding} samples of ${BYTES_PER_SAMPLE[encoding]} bytes; keep the rest for the next chunk`,
      { code: "partial_sample" },
    );
  }
  return samples;
}
