import type { TtsAudioFormat } from "../protocol/tts-audio-format.ts";

/** Some synthesised audio, as soon as it came. */
export interface AudioChunk {
  /**
   * The audio, in `audioFormat`; mono, in whole samples. May be empty where `isFinal`. Its `buffer` may be larger than it: read samples with `bytesToInt16` or
   * `bytesToFloat32` of `@kotoba/audio`.
   */
  readonly data: Uint8Array;
  /** Samples a second. */
  readonly sampleRate: number;
  /** What `data` holds: what the service agreed to, whatever was asked for. */
  readonly audioFormat: TtsAudioFormat;
  /** Whether it is the last of its sentence, or of a text that was given whole. */
  readonly isFinal: boolean;
}
