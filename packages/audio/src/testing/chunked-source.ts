/** A source of bytes for tests: it gives them in chunks of the sizes named, over and over, and notes when it is closed. */
export class ChunkedSource implements AsyncIterable<Uint8Array> {
  readonly #bytes: Uint8Array;
  readonly #sizes: readonly number[];
  /** How often the source was told to stop before its end. */
  returned = 0;
  /** Whether it was read to its end. */
  ended = false;

  constructor(bytes: Uint8Array, sizes: readonly number[] = [bytes.length || 1]) {
    this.#bytes = bytes;
    this.#sizes = sizes;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    let at = 0;
    let turn = 0;
    return {
      next: async () => {
        if (at >= this.#bytes.length) {
          this.ended = true;
          return { done: true, value: undefined };
        }
        const size = this.#sizes[turn++ % this.#sizes.length] ?? 1;
        // A copy, at whatever offset: nothing may rely on alignment.
        const value = new Uint8Array(size + 1).subarray(1).fill(0);
        const part = this.#bytes.subarray(at, at + size);
        value.set(part);
        at += size;
        return { done: false, value: value.subarray(0, part.length) };
      },
      return: async () => {
        this.returned++;
        at = this.#bytes.length;
        return { done: true, value: undefined };
      },
    };
  }
}
