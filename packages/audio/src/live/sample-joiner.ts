import { joinBytes } from "../join-bytes.ts";

const NOTHING: Uint8Array = new Uint8Array(0);

/** Makes whole samples of bytes that were cut anywhere. */
export class SampleJoiner {
  readonly #sampleBytes: number;
  /** The beginning of a sample whose rest has not come. */
  #part: Uint8Array = NOTHING;

  constructor(sampleBytes: number) {
    this.#sampleBytes = sampleBytes;
  }

  /** The whole samples that there are now. */
  push(bytes: Uint8Array): Uint8Array {
    const all = this.#part.length === 0 ? bytes : joinBytes([this.#part, bytes]);
    const whole = all.length - (all.length % this.#sampleBytes);
    // A copy: what is given is the consumer's, with all its memory.
    this.#part = whole === all.length ? NOTHING : Uint8Array.from(all.subarray(whole));
    return whole === all.length ? all : all.subarray(0, whole);
  }

  /** Forgets the part of a sample that is left: other audio begins. */
  reset(): void {
    this.#part = NOTHING;
  }
}
