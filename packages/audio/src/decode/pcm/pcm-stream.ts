import type { AudioFormat } from "../../audio-format.ts";
import type { SampleStorage } from "../../samples/stored-samples.ts";

/** Samples that are stored one after the other, as the header of a file describes them. */
export interface PcmStream extends AudioFormat, SampleStorage {
  /** The file's format, as in `AudioInfo`. */
  readonly container: "wav" | "aiff" | "au" | "raw";
  /** Bits of a sample, as the file states them. */
  readonly bitsPerSample: number;
  /** Bytes of samples that the file states; `undefined` where it doesn't say, and they go on to the end. */
  readonly dataBytes: number | undefined;
}
