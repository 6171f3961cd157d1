import type { AudioQueue } from "./second-language.ts";

const STEP_MS = 100;
/** After a standstill it catches up in steps of so much. */
const MAX_STEP_SECONDS = 1;
const BYTES_PER_SAMPLE = 2;

/**
 * Gives audio as it is heard beside a loudspeaker, in 16-bit samples: no sooner than it sounds, and silence where none has come. (Some
 * services send a sentence at once and then nothing; who recognises it needs the pauses, to tell the turns.)
 */
export class Loudspeaker implements AudioQueue<Uint8Array> {
  readonly #sampleRate: number;
  readonly #waiting: Uint8Array[] = [];
  #ended = false;

  constructor(sampleRate: number) {
    this.#sampleRate = sampleRate;
  }

  write(chunk: Uint8Array): void {
    this.#waiting.push(chunk);
  }

  end(): void {
    this.#ended = true;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    let startTime: number | undefined;
    let heardSamples = 0;
    while (!this.#ended || this.#waiting.length > 0) {
      if (this.#waiting.length > 0) startTime ??= performance.now();
      if (startTime !== undefined) {
        const dueSeconds = (performance.now() - startTime) / 1000 - heardSamples / this.#sampleRate;
        const samples = Math.round(Math.min(dueSeconds, MAX_STEP_SECONDS) * this.#sampleRate);
        heardSamples += samples;
        yield this.#next(samples * BYTES_PER_SAMPLE);
      }
      await new Promise((resolve) => setTimeout(resolve, STEP_MS));
    }
  }

  /** What has come, up to so many bytes, with silence behind it. */
  #next(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    let filled = 0;
    for (let chunk = this.#waiting[0]; chunk !== undefined && filled < length; chunk = this.#waiting[0]) {
      const part = chunk.subarray(0, length - filled);
      bytes.set(part, filled);
      filled += part.length;
      if (part.length === chunk.length) this.#waiting.shift();
      else this.#waiting[0] = chunk.subarray(part.length);
    }
    return bytes;
  }
}
