const NOTHING: Uint8Array = new Uint8Array(0);

/** Makes whole 16-bit samples of bytes that were cut anywhere. */
export class SampleJoiner {
  /** The first byte of a sample whose second has not come. */
  #half: Uint8Array = NOTHING;

  /** The whole samples that there are now. */
  push(bytes: Uint8Array): Uint8Array {
    const all = this.#half.length === 0 ? bytes : joined(this.#half, bytes);
    const whole = all.length - (all.length % 2);
    // A copy: what is given is the consumer's, with all its memory.
    this.#half = all.slice(whole);
    return all.subarray(0, whole);
  }
}

function joined(half: Uint8Array, bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(half.length + bytes.length);
  all.set(half);
  all.set(bytes, half.length);
  return all;
}
