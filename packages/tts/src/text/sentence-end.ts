import { abbreviationKind, opensSentence } from "./abbreviations.ts";
import {
  AMBIGUOUS_QUOTE,
  BLANK,
  CLOSING,
  characterAt,
  ELLIPSIS,
  EXTENDING,
  endsInHalf,
  LINE_BREAK,
  LOWER_CASE,
  lastCharacter,
  SENTENCE_END,
  SPACELESS,
  SPEAKABLE,
  TRAILING_SYMBOL,
  WHITE_SPACE,
} from "./character-classes.ts";

/** How far ahead is looked at most, in UTF-16 units: what is farther on changes nothing. */
const LOOK_AHEAD = 64;

/** What continues a sentence after a quotation with a full stop of its own: と言った, の声, 的声音. */
const CONTINUES_QUOTATION = /[とっのをな的、，]/;

/** Whether a sentence ends; `maybe`: it does not, but this is a good place to cut one that grows too long. */
export type Verdict = "end" | "maybe" | "no";

/** The marks `. ! ? … 。` and their like at one place of a text. */
export interface EndMarks {
  /** Where they end, with the quotes and brackets that they close. */
  readonly end: number;
  readonly verdict: Verdict;
}

/** Whether a character may end a sentence. */
export function isEndMark(character: string): boolean {
  return SENTENCE_END.test(character) || ELLIPSIS.test(character);
}

/**
 * Judges the end marks at a place in a text, by what stands before and after them.
 *
 * @param text - From the start of the sentence on, or from earlier.
 * @param final - Whether nothing follows the text.
 * @returns `undefined` while the answer depends on what is still to come.
 */
export function judgeEndMarks(
  text: string,
  start: number,
  final: boolean,
  language: string,
): EndMarks | undefined {
  const limit = start + LOOK_AHEAD;
  // At the limit the text may as well end: a decision is made.
  const last = final || text.length >= limit;
  const ahead = text.slice(0, !last && endsInHalf(text) ? -1 : limit);
  const marksEnd = skip(ahead, start, isEndMark);
  const end = skipClosers(ahead, marksEnd, last);
  if (end === undefined) return undefined;
  const next = skip(ahead, end, (character) => WHITE_SPACE.test(character));
  const spacing = ahead.slice(end, next);
  if (LINE_BREAK.test(spacing)) return { end, verdict: "end" };
  if (next === ahead.length) return last ? { end, verdict: "end" } : undefined;

  const context: Context = {
    before: ahead.slice(0, start),
    marks: ahead.slice(start, marksEnd),
    closed: end > marksEnd,
    spaced: spacing !== "",
    following: characterAt(ahead, next),
    language,
    nextWord() {
      const word = /^[\p{L}\p{M}]*/u.exec(ahead.slice(next))?.[0] ?? "";
      return next + word.length < ahead.length || last ? word : undefined;
    },
  };
  const verdict = judge(context);
  return verdict && { end, verdict };
}

interface Context {
  readonly before: string;
  readonly marks: string;
  /** Whether quotes or brackets stand between the marks and what follows. */
  readonly closed: boolean;
  /** Whether white space does. */
  readonly spaced: boolean;
  /** The first character after all that. */
  readonly following: string;
  readonly language: string;
  /** The word that follows; `undefined` when it may still grow. */
  nextWord(): string | undefined;
}

function judge(context: Context): Verdict | undefined {
  const { before, marks, closed, spaced, following } = context;
  if (isEndMark(following)) return "no";
  if (/^(?:\.\.|[…‥])[.…‥]*$/.test(marks)) {
    return spaced && SPEAKABLE.test(following) && !LOWER_CASE.test(following) ? "end" : "no";
  }
  if (/[^.!?…‥]/.test(marks)) {
    if (marks === "．" && !spaced && /\p{Nd}$/u.test(before) && /\p{Nd}/u.test(following)) return "no";
    return closed && CONTINUES_QUOTATION.test(following) ? "maybe" : "end";
  }
  if (!spaced) return endsBetweenWideCharacters(context) ? "end" : "no";
  if (/[,;:)\]}]/.test(following)) return "no";
  if (marks !== ".") return LOWER_CASE.test(following) && closed ? "no" : "end";
  return judgeFullStop(context);
}

function endsBetweenWideCharacters({ before, marks, following }: Context): boolean {
  if (!SPACELESS.test(lastCharacter(before)) || /:\/\/\S*$/.test(before)) return false;
  return SPACELESS.test(following) || (marks !== "." && SPEAKABLE.test(following));
}

/** One full stop with white space after it. */
function judgeFullStop({ before, closed, following, language, nextWord }: Context): Verdict | undefined {
  const word = /[\p{L}\p{M}\p{N}.]*$/u.exec(before)?.[0] ?? "";
  if (isListMarker(before)) return "no";
  switch (abbreviationKind(word, language)) {
    case "anything":
      return "no";
    case "number":
      return /[\p{Nd}#]/u.test(following) || LOWER_CASE.test(following) ? "no" : "end";
    case "name": {
      if (!/\p{L}/u.test(following)) break;
      const next = nextWord();
      return next === undefined ? undefined : opensSentence(next) ? "end" : "no";
    }
  }
  if (!LOWER_CASE.test(following)) return "end";
  // An abbreviation that is not known, or a writer who does without capitals: long words are seldom abbreviated.
  return !closed && /\p{L}{5}$/u.test(word) ? "maybe" : "no";
}

/** Whether a line begins with what numbers it: `1`, `a`, `**2`. */
function isListMarker(before: string): boolean {
  return /(?:^|[\n\r])[\s*_>#(-]*(?:\p{Nd}{1,3}|\p{L})$/u.test(before);
}

function skip(text: string, from: number, matches: (character: string) => boolean): number {
  let at = from;
  for (let next = characterAt(text, at); next !== "" && matches(next); next = characterAt(text, at)) {
    at += next.length;
  }
  return at;
}

/** Over quotes and brackets that close, and emoji. @returns `undefined` while it is not known whether more follow. */
function skipClosers(text: string, from: number, last: boolean): number | undefined {
  let at = from;
  for (;;) {
    const next = characterAt(text, at);
    if (next === "") return last ? at : undefined;
    if (AMBIGUOUS_QUOTE.test(next)) {
      const end = skip(text, at, (character) => character === next);
      if (end === text.length && !last) return undefined;
      const opened = text.slice(0, from).split(text.slice(at, end)).length % 2 === 0;
      if (!opened && SPEAKABLE.test(characterAt(text, end))) return at;
      at = end;
    } else if (CLOSING.test(next) || EXTENDING.test(next)) {
      at += next.length;
    } else {
      const symbol = skip(text, at, (character) => BLANK.test(character));
      if (symbol === text.length && !last) return undefined;
      if (!TRAILING_SYMBOL.test(characterAt(text, symbol))) return at;
      at = skip(text, symbol, (character) => TRAILING_SYMBOL.test(character));
    }
  }
}
