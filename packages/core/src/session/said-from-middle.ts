import { SaidAgain } from "./said-again.ts";

/** So many words tell where they stand in a text. */
const PROBE_WORDS = 4;

/**
 * A turn that is said again from somewhere in its middle on, for its beginning was lost: what was delivered of it stands, up to where it is
 * said again.
 */
export class SaidFromMiddle {
  readonly #delivered: string;
  /** Deltas that do not tell yet where they stand. */
  #heldBack = "";
  #saidAgain: SaidAgain | undefined;

  /** @param delivered - The text of the turn's deltas that were delivered. */
  constructor(delivered: string) {
    this.#delivered = delivered;
  }

  /** Takes the next delta. @returns what of it is to be delivered; may be empty. */
  next(delta: string): string {
    if (this.#saidAgain !== undefined) return this.#saidAgain.next(delta);
    this.#heldBack += delta;
    return wordsOf(this.#heldBack).length > PROBE_WORDS ? this.flush() : "";
  }

  /** What is held back and is to be delivered, for no more deltas come. */
  flush(): string {
    if (this.#saidAgain !== undefined || this.#heldBack === "") return "";
    const standing = this.#standing(this.#heldBack);
    this.#saidAgain = new SaidAgain(this.#delivered.slice(standing.length));
    const more = this.#saidAgain.next(this.#heldBack);
    const isBehindAll = standing.length === this.#delivered.length;
    return isBehindAll ? separatorBetween(standing, more) + more : more;
  }

  /** The turn's whole text, behind what stands of its beginning. */
  whole(text: string): string {
    const standing = this.#standing(text);
    return standing.trimEnd() + separatorBetween(standing.trimEnd(), text) + text;
  }

  /** What was delivered, up to where a text begins that says its end again. */
  #standing(text: string): string {
    const before = wordsOf(this.#delivered);
    const after = wordsOf(text);
    // The first word may be but the end of one.
    for (const skipped of [0, 1]) {
      const probe = after.slice(skipped, skipped + PROBE_WORDS);
      if (probe.length === 0) continue;
      const at = before.findIndex((_, start) =>
        probe.every(({ word }, index) => (before[start + index] ?? { word }).word === word),
      );
      const found = before[Math.max(0, at - skipped)];
      if (at !== -1 && found !== undefined) return this.#delivered.slice(0, found.start);
    }
    return this.#delivered;
  }
}

/** The words of a text, or its characters where none stand apart; without capitals and punctuation. */
function wordsOf(text: string): { readonly word: string; readonly start: number }[] {
  const pattern =
    /\s/.test(text.trim()) || /^[\p{Script=Latin}\p{N}\p{P}\s]*$/u.test(text) ? /\S+/gu : /[\p{L}\p{N}]/gu;
  return [...text.matchAll(pattern)].map(({ 0: word, index }) => ({
    word: word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ""),
    start: index,
  }));
}

function separatorBetween(before: string, after: string): string {
  const isApart = before === "" || after === "" || /\s$/.test(before) || /^\s/.test(after);
  return isApart || !/[\p{Script=Latin}\p{N}.,!?]$/u.test(before) ? "" : " ";
}
