/** Cuts samples into blocks of one length. */
export class SampleBlocks {
  readonly #length: number;
  #block: Float32Array;
  #filled = 0;

  constructor(length: number) {
    this.#length = length;
    this.#block = new Float32Array(length);
  }

  /** Takes samples; returns the blocks that are full. */
  take(samples: Float32Array): Float32Array[] {
    const full: Float32Array[] = [];
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + this.#length - this.#filled);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#length) {
        full.push(this.#block);
        this.#block = new Float32Array(this.#length);
        this.#filled = 0;
      }
    }
    return full;
  }

  /** What is left, shorter than a block. */
  rest(): Float32Array {
    return this.#block.subarray(0, this.#filled);
  }
}
