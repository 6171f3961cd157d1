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
    const all = this.#part.length === 0 ? bytes : joined(this.#part, bytes);
    const whole = all.length - (all.length % this.#sampleBytes);
    // A copy: what is given is the consumer's, with all its memory.
    this.#part = whole === all.length ? NOTHING : Uint8Array.from(all.subarray(whole));
    return whole === all.length ? all : all.subarray(0, whole);
  }

  /** Says that another response begins: what is left of the one before is no sample. */
  beginResponse(): void {
    this.#part = NOTHING;
  }
}

function joined(part: Uint8Array, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(part.length + bytes.length);
  all.set(part);
  all.set(bytes, part.length);
  return all;
}
