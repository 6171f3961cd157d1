import type { PocketsphinxModule } from "./pocketsphinx-module.ts";
import { SpeechDecoder } from "./speech-decoder.ts";

/** Decoders are made when they are needed and used again: each takes long to make and keeps its memory. */
export class DecoderPool {
  readonly #engine: PocketsphinxModule;
  readonly #all: SpeechDecoder[] = [];
  readonly #idle: SpeechDecoder[] = [];

  constructor(engine: PocketsphinxModule) {
    this.#engine = engine;
  }

  /** A decoder that is nobody else's until it is given back. */
  take(): SpeechDecoder {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    const decoder = new SpeechDecoder(this.#engine, this.#all);
    this.#all.push(decoder);
    return decoder;
  }

  /** Gives back a decoder that is between utterances. */
  give(decoder: SpeechDecoder): void {
    this.#idle.push(decoder);
  }
}
