import { mayNotBeginLine, mayNotEndLine } from "./character-classes.ts";
import { displayWidth } from "./display-width.ts";
import { graphemes } from "./text-segmenters.ts";

interface Place {
  readonly index: number;
  /** The columns before it. */
  readonly column: number;
  /** Whether the line-breaking rules allow a break there. */
  readonly isClean: boolean;
}

/**
 * Where to cut a word that is wider than a line so that its parts fit, as far as that is possible: only between
 * full-width letters, and before a small kana or a long-vowel mark only when nothing else is left.
 *
 * @returns indices into `word`, in order
 */
export function oversizeCuts(word: string, maxColumns: number): number[] {
  const all = places(word);
  const columns = displayWidth(word);
  const cuts: number[] = [];
  let next = 0;
  let cutColumn = 0;
  while (columns - cutColumn > maxColumns) {
    const within = all
      .slice(next, next + maxColumns)
      .filter(({ column }) => column - cutColumn <= maxColumns);
    const lastClean = within.findLastIndex(({ isClean }) => isClean);
    next += lastClean >= 0 ? lastClean : Math.max(0, within.length - 1);
    const place = all[next];
    if (place === undefined) break;
    cuts.push(place.index);
    cutColumn = place.column;
    next += 1;
  }
  return cuts;
}

function places(word: string): Place[] {
  const found: Place[] = [];
  let index = 0;
  let column = 0;
  let previous = "";
  for (const grapheme of graphemes(word)) {
    if (isFullWidthLetter(previous) && isFullWidthLetter(grapheme)) {
      found.push({ index, column, isClean: !mayNotBeginLine(grapheme) && !mayNotEndLine(previous) });
    }
    index += grapheme.length;
    column += displayWidth(grapheme);
    previous = grapheme;
  }
  return found;
}

function isFullWidthLetter(grapheme: string): boolean {
  return /^[\p{L}\p{N}\p{Extended_Pictographic}\p{RI}]/u.test(grapheme) && displayWidth(grapheme) === 2;
}
