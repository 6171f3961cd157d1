import { float32ToBytes, float32ToInt16, int16ToBytes, int16ToMuLaw } from "@kotoba/audio";
import { OggOpusEncoder } from "./ogg-opus-encoder.ts";
import { SampleBlocks } from "./sample-blocks.ts";
import type { SpeechFormat } from "./speech-format.ts";

/** Each chunk but the last lasts so long. */
const CHUNK_SECONDS = 0.1;

/** Encodes the speech of one response, as chunks of 100 ms. To be disposed of, finished or not. */
export interface SpeechEncoder extends Disposable {
  /** Takes the next samples; returns the chunks that are whole. */
  encode(samples: Float32Array): Uint8Array[];
  /** Ends the speech; returns the last chunk, which may be empty. */
  finish(): Uint8Array;
}

/** An encoder for samples of the given rate, which is one of the format's. */
export function createSpeechEncoder(format: SpeechFormat, sampleRate: number): SpeechEncoder {
  switch (format) {
    case "pcm_f32":
      return new SampleEncoder(sampleRate, float32ToBytes);
    case "pcm16":
      return new SampleEncoder(sampleRate, (samples) => int16ToBytes(float32ToInt16(samples)));
    case "mulaw":
      return new SampleEncoder(sampleRate, (samples) => int16ToMuLaw(float32ToInt16(samples)));
    case "opus":
      return new OggOpusEncoder(CHUNK_SECONDS);
  }
}

/** For formats of which every sample stands alone. */
class SampleEncoder implements SpeechEncoder {
  readonly #blocks: SampleBlocks;
  readonly #toBytes: (samples: Float32Array) => Uint8Array;

  constructor(sampleRate: number, toBytes: (samples: Float32Array) => Uint8Array) {
    this.#blocks = new SampleBlocks(sampleRate * CHUNK_SECONDS);
    this.#toBytes = toBytes;
  }

  encode(samples: Float32Array): Uint8Array[] {
    return this.#blocks.take(samples).map(this.#toBytes);
  }

  finish(): Uint8Array {
    return this.#toBytes(this.#blocks.rest());
  }

  [Symbol.dispose](): void {}
}
