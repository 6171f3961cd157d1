import { commonBeginning } from "./common-beginning.ts";

/**
 * The deltas of a turn that is said again from its beginning: what was delivered before is not delivered twice. A delta cannot be taken back:
 * where the turn is said in other words now, what lies behind those that are alike goes on; where none are, all of it.
 */
export class SaidAgain {
  readonly #delivered: string;
  #again = "";
  #isBeyond = false;

  /** @param delivered - The text of the turn's deltas that were delivered. */
  constructor(delivered: string) {
    this.#delivered = delivered;
  }

  /** Takes the next delta. @returns what of it is to be delivered; may be empty. */
  next(delta: string): string {
    if (this.#isBeyond) return delta;
    this.#again += delta;
    if (this.#again.length <= this.#delivered.length) return "";
    this.#isBeyond = true;
    if (this.#again.startsWith(this.#delivered)) return this.#again.slice(this.#delivered.length);
    const common = commonBeginning(this.#delivered, this.#again);
    if (common !== undefined) return this.#again.slice(common.endInSecond);
    return /\s/.test(this.#again) ? ` ${this.#again.trimStart()}` : this.#again;
  }
}
