const CLOSERS: Readonly<Record<string, string>> = {
  "(": ")",
  "[": "]",
  "{": "}",
  "（": "）",
  "［": "］",
  "｛": "｝",
  "「": "」",
  "『": "』",
  "【": "】",
  "〔": "〕",
  "《": "》",
  "〈": "〉",
  "｢": "｣",
  "“": "”",
  "„": "“”",
  "«": "»",
};

/** How far quotations and brackets are kept whole, in units of length: one may have been opened and never be closed. */
const KEPT_WHOLE = 120;

interface Opened {
  readonly closers: string;
  readonly length: number;
}

/** Follows quotations and brackets through a text. */
export class BracketDepth {
  readonly #opened: Opened[] = [];

  /**
   * @param before - The character before this one; empty at the start.
   * @param length - How long the text is so far.
   */
  see(character: string, before: string, length: number): void {
    const closed = this.#opened.findLastIndex(({ closers }) => closers.includes(character));
    if (closed >= 0) {
      this.#opened.length = closed;
      return;
    }
    // A straight quote after a letter or digit closes (or is an inch), if anything.
    const closers = character === '"' && !/[\w.,!?]/.test(before) ? '"' : CLOSERS[character];
    if (closers !== undefined) this.#opened.push({ closers, length });
  }

  /** Whether a text that has become so long should not be cut here. */
  keepsWhole(length: number): boolean {
    const [outermost] = this.#opened;
    return outermost !== undefined && length - outermost.length <= KEPT_WHOLE;
  }

  clear(): void {
    this.#opened.length = 0;
  }
}
