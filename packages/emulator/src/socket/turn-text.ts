/** So many hypotheses in a row must agree on a word before it is told: 480 ms. Measured: fewer, and every other recording has a wrong start. */
const SETTLED_HYPOTHESES = 6;

/**
 * The text of one turn while it grows. An engine revises its hypotheses, but a text delta cannot be taken back: a word is told when it
 * has stood for a while. Should it be revised even so, it stays as it was told; the turn's whole text has it right.
 */
export class TurnText {
  readonly #separator: string;
  /** Texts of the utterances that have ended. */
  readonly #ended: string[] = [];
  /** The last hypothesis of the open utterance, and for each of its words how many hypotheses in a row agree so far. */
  #words: readonly string[] = [];
  #ages: readonly number[] = [];
  /** How many words of the open utterance have been told. */
  #told = 0;

  /** @param separator - What stands between words; nothing in languages that are written without spaces. */
  constructor(separator: string) {
    this.#separator = separator;
  }

  /** Takes the next hypothesis of the open utterance. Returns what is to be told now, to be appended to what was; may be empty. */
  grow(hypothesis: string): string {
    const words = this.#split(hypothesis);
    const changed = words.findIndex((word, index) => word !== this.#words[index]);
    const agreed = changed === -1 ? words.length : changed;
    this.#ages = words.map((_, index) => (index < agreed ? (this.#ages[index] ?? 0) : 0) + 1);
    this.#words = words;
    const unsettled = this.#ages.findIndex((age) => age < SETTLED_HYPOTHESES);
    return this.#tell(unsettled === -1 ? words : words.slice(0, unsettled));
  }

  /** Takes the final text of the open utterance. Returns what is still to be told of it. */
  endUtterance(text: string): string {
    const rest = this.#tell(this.#split(text));
    this.#ended.push(text);
    this.#words = [];
    this.#ages = [];
    this.#told = 0;
    return rest;
  }

  /** The texts of the utterances that have ended. */
  get whole(): string {
    return this.#ended.join(this.#separator);
  }

  #split(text: string): readonly string[] {
    // By characters, not by UTF-16 units.
    return this.#separator === "" ? [...text] : text.split(this.#separator);
  }

  #tell(words: readonly string[]): string {
    const next = words.slice(this.#told);
    if (next.length === 0) return "";
    const isFirst = this.#told === 0 && this.#ended.length === 0;
    this.#told = words.length;
    return (isFirst ? "" : this.#separator) + next.join(this.#separator);
  }
}
