import { BracketDepth } from "./bracket-depth.ts";
import {
  CLAUSE_END,
  CLOSING,
  characterAt,
  DASH,
  EXTENDING,
  endsInHalf,
  LINE_BREAK,
  SPACELESS,
  SPEAKABLE,
  WHITE_SPACE,
  widthOf,
} from "./character-classes.ts";
import { isEndMark, judgeEndMarks } from "./sentence-end.ts";

/** A sentence that grows longer is cut: some 17 seconds of speech. In units of length, as all lengths here. */
const LONGEST = 250;
/** A long sentence is cut after this length, where there is a choice. */
const SHORTEST_CUT = 80;

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What decides where a piece of text ends. */
export interface ScanRules {
  readonly language: string;
  /** A sentence that ends sooner goes on with the next one. */
  readonly minLength: number;
  /** From this length on, the end of a clause is enough. */
  readonly minClauseLength: number;
}

/** Looks for the end of one piece, in a text that grows: goes on where it stopped. */
export class SentenceScan {
  readonly #rules: ScanRules;
  readonly #brackets = new BracketDepth();
  #at = 0;
  #length = 0;
  #speakable = false;
  #before = "";
  /** The last good places to cut, should the sentence grow too long. */
  #sentenceCut = 0;
  #clauseCut = 0;
  #spaceCut = 0;

  constructor(rules: ScanRules) {
    this.#rules = rules;
  }

  /**
   * Reads on.
   *
   * @param text - What was passed before, and more. Begins with no white space.
   * @param final - Whether nothing follows.
   * @returns Where the piece ends; `undefined` when that is not known yet.
   */
  advance(text: string, final: boolean): number | undefined {
    while (this.#at < text.length) {
      const character = characterAt(text, this.#at);
      if (!final && endsInHalf(character)) return undefined;
      if (this.#length + widthOf(character) > LONGEST) return this.#cutLong(text);
      if (isEndMark(character)) {
        const marks = judgeEndMarks(text, this.#at, final, this.#rules.language);
        if (marks === undefined) return undefined;
        this.#take(text, marks.end);
        if (marks.verdict === "no") continue;
        if (marks.verdict === "end" && this.#mayEnd(this.#rules.minLength)) return this.#at;
        this.#sentenceCut = this.#placeToCut(this.#sentenceCut);
      } else if (LINE_BREAK.test(character)) {
        // A heading or an item of a list is no part of what follows, however short it is.
        if (this.#speakable) return this.#at;
        this.#brackets.clear();
        this.#take(text, this.#at + 1);
      } else {
        if (WHITE_SPACE.test(character)) this.#spaceCut = this.#placeToCut(this.#spaceCut);
        const clause = CLAUSE_END.test(character) ? endsClause(text, this.#at, final) : false;
        if (clause === undefined) return undefined;
        this.#take(text, this.#at + character.length);
        if (!clause) continue;
        if (this.#mayEnd(this.#rules.minClauseLength)) return this.#at;
        this.#clauseCut = this.#placeToCut(this.#clauseCut);
      }
    }
    return undefined;
  }

  #mayEnd(minLength: number): boolean {
    return this.#speakable && this.#length >= minLength && !this.#brackets.keepsWhole(this.#length);
  }

  #placeToCut(otherwise: number): number {
    return this.#length >= SHORTEST_CUT ? this.#at : otherwise;
  }

  #take(text: string, end: number): void {
    while (this.#at < end) {
      const character = characterAt(text, this.#at);
      this.#length += widthOf(character);
      this.#speakable ||= SPEAKABLE.test(character);
      this.#brackets.see(character, this.#before, this.#length);
      this.#before = character;
      this.#at += character.length;
    }
  }

  #cutLong(text: string): number {
    const cut = this.#sentenceCut || this.#clauseCut || this.#spaceCut;
    if (cut > 0) return cut;
    // Two units more: one whole character, which tells whether the one before it is complete.
    const near = graphemes.segment(text.slice(0, this.#at + 2));
    return near.containing(this.#at)?.index || this.#at;
  }
}

/** Whether a comma, colon or dash ends a part of the sentence; `undefined` while it is not known what follows. */
function endsClause(text: string, at: number, final: boolean): boolean | undefined {
  const mark = characterAt(text, at);
  const next = characterAt(text, at + mark.length);
  if (next === "" || (!final && endsInHalf(next))) return final ? false : undefined;
  if (EXTENDING.test(next) || CLOSING.test(next) || CLAUSE_END.test(next) || isEndMark(next)) return false;
  if (DASH.test(mark) || WHITE_SPACE.test(next)) return true;
  return SPACELESS.test(mark) && !(/\p{Nd}$/u.test(text.slice(0, at)) && /\p{Nd}/u.test(next));
}
