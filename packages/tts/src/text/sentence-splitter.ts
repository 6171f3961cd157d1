import { SentenceScan } from "./sentence-scan.ts";
import { wordsSoFar } from "./words-so-far.ts";

/** How a {@link SentenceSplitter} cuts. */
export interface SplitterOptions {
  /** ISO 639-1 code of the text's language. */
  readonly language: string;
  /** Length from which the first piece may end with a clause. */
  readonly minFirstLength: number;
  /** Length under which a sentence is joined with the next. */
  readonly minLength: number;
}

/**
 * Cuts text into sentences while it is being written. What comes out depends on the text alone, not on the pieces it came in;
 * only {@link takeWords} changes that. Nothing is lost: joined again, the sentences are the text, but for white space.
 *
 * A line end always ends a sentence; so do `. ! ? 。` and their like in any script, with the quotes and brackets that they
 * close, unless they belong to a number, an address, an abbreviation, or a quotation that goes on. A sentence that grows too
 * long is cut where that is heard least. White space is kept within a sentence, but for line ends, which become a space.
 */
export class SentenceSplitter {
  readonly #options: SplitterOptions;
  /** Text that has not been given out. Begins with no white space. */
  #pending = "";
  #scan: SentenceScan;

  constructor(options: SplitterOptions) {
    this.#options = options;
    this.#scan = this.#newScan(options.minFirstLength);
  }

  /** Whether text waits to be given out. */
  get isPending(): boolean {
    return this.#pending !== "";
  }

  /** Takes text (of any length, even half a character) and gives the sentences that are complete by now. */
  push(text: string): string[] {
    this.#append(text);
    return this.#completeSentences(false);
  }

  /** Gives the rest, at the end of the text. */
  flush(): string[] {
    const sentences = this.#completeSentences(true);
    if (this.#pending !== "") sentences.push(this.#take(this.#pending.length));
    return sentences;
  }

  /** Gives the words that wait for the end of their sentence, but for what may still grow; `undefined` when there are none. */
  takeWords(): string | undefined {
    const end = wordsSoFar(this.#pending, this.#options.language);
    return end === 0 ? undefined : this.#take(end);
  }

  #append(text: string): void {
    this.#pending = this.#pending === "" ? text.trimStart() : this.#pending + text;
  }

  #completeSentences(final: boolean): string[] {
    const sentences: string[] = [];
    for (;;) {
      const end = this.#scan.advance(this.#pending, final);
      if (end === undefined) return sentences;
      sentences.push(this.#take(end));
    }
  }

  #take(end: number): string {
    const sentence = this.#pending.slice(0, end);
    this.#pending = this.#pending.slice(end).trimStart();
    this.#scan = this.#newScan(Number.POSITIVE_INFINITY);
    return sentence.trimEnd().replace(/\s*[\n\r\v\f\u2028\u2029]\s*/g, " ");
  }

  #newScan(minClauseLength: number): SentenceScan {
    const { language, minLength } = this.#options;
    return new SentenceScan({ language, minLength, minClauseLength });
  }
}
