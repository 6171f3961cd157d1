/**
 * The deltas of a turn that is said again from its beginning: what was delivered before is not delivered twice.
 */
export class SaidAgain {
  readonly #delivered: string;
  #again = "";

  /** @param delivered - The text of the turn's deltas that were delivered. */
  constructor(delivered: string) {
    this.#delivered = delivered;
  }

  /** Takes the next delta. @returns what of it is to be delivered; may be empty. */
  next(delta: string): string {
    const from = Math.max(this.#again.length, this.#delivered.length);
    this.#again += delta;
    if (this.#again.length <= this.#delivered.length) return "";
    if (this.#again.startsWith(this.#delivered)) return this.#again.slice(from);
    // It is said in other words: what was delivered cannot be taken back, but the turn's whole text has it right. Whole words go on.
    const space = this.#again.slice(this.#delivered.length).search(/\s/);
    if (space === -1) return /\s/.test(this.#again) ? "" : this.#again.slice(from);
    return this.#again.slice(Math.max(from, this.#delivered.length + space));
  }
}
