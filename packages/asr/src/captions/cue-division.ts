import { BREAK_COST } from "./break-cost.ts";
import type { CaptionLimits } from "./caption-options.ts";
import { breakLines } from "./line-breaking.ts";
import { readingSeconds } from "./reading-seconds.ts";
import type { TimedPiece } from "./timed-pieces.ts";

/** The pieces of one caption: from index `from` up to but without `to`, broken into lines before each of `lineEnds`. */
export interface CueDivision {
  readonly from: number;
  readonly to: number;
  readonly lineEnds: readonly number[];
}

// The scale is that of BREAK_COST. Together the first two make a sentence that fills more than a third of a caption
// stand alone, join shorter ones, and divide a long one into captions of similar length.
const EMPTY_CUE = 8;
const SENTENCE_END_INSIDE = 6;
const PAUSE_INSIDE = 20;
/** For a caption of no duration; less for a longer one, nothing from a second on. */
const HASTY_CUE = 12;
/** A sentence suffers more from a break between captions than from one between lines. */
const CUE_BREAK_FACTOR = 2;
/** A text of so few columns is not divided, however long it lasts. */
const INDIVISIBLE_COLUMNS = 12;

/** Divides pieces into captions that keep to the limits and, in sum, read best. */
export function divideIntoCues(pieces: readonly TimedPiece[], limits: CaptionLimits): CueDivision[] {
  const insideCosts = costsInside(pieces);
  // For each index: the best division of the pieces from there on.
  const best: { cost: number; cue?: CueDivision }[] = [];
  best[pieces.length] = { cost: 0 };

  for (let from = pieces.length - 1; from >= 0; from--) {
    let found: { cost: number; cue?: CueDivision } = { cost: Number.POSITIVE_INFINITY };
    for (let to = from + 1; to <= pieces.length; to++) {
      const [first, last] = [pieces[from], pieces[to - 1]];
      if (first === undefined || last === undefined) break;
      const seconds = last.end - first.start;
      const columns = last.toColumn - first.fromColumn;
      const lastsTooLong = Math.max(seconds, readingSeconds(columns)) > limits.maxCueSeconds;
      if (lastsTooLong && columns > INDIVISIBLE_COLUMNS && to > from + 1) break;
      const layout = breakLines(pieces, from, to, limits);
      if (layout === undefined) break;
      const cost =
        layout.cost +
        EMPTY_CUE * Math.max(0, 1 - columns / (limits.maxColumns * limits.maxLines)) ** 2 +
        HASTY_CUE * Math.max(0, 1 - seconds) +
        ((insideCosts[to - 1] ?? 0) - (insideCosts[from] ?? 0)) +
        (to < pieces.length ? CUE_BREAK_FACTOR * last.breakCost : 0) +
        (best[to]?.cost ?? 0);
      if (cost < found.cost) found = { cost, cue: { from, to, lineEnds: layout.ends } };
    }
    best[from] = found;
  }

  const cues: CueDivision[] = [];
  for (let cue = best[0]?.cue; cue !== undefined; cue = best[cue.to]?.cue) cues.push(cue);
  return cues;
}

/** For each piece, the sum of what it costs not to end a caption behind any of the pieces before it. */
function costsInside(pieces: readonly TimedPiece[]): number[] {
  let sum = 0;
  return pieces.map((piece, index) => {
    const before = pieces[index - 1];
    if (before !== undefined) {
      if (before.breakCost === BREAK_COST.sentenceEnd) sum += SENTENCE_END_INSIDE;
      sum += PAUSE_INSIDE * Math.max(0, piece.start - before.end) ** 2;
    }
    return sum;
  });
}
