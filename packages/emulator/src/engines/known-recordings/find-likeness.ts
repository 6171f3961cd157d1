/**
 * How far the levels of one sound may be from those of another, in dB (root mean square), for the two to be taken for the same. Measured
 * on speech: 2.0 at most for the same at another volume or from a telephone line, 4.1 at least for another that is most like it.
 */
const MAX_DIFFERENCE_DB = 2.8;
/** So many levels, at least, are compared: of speech for less than a third of a second there may be another as like. */
const LEAST_LEVELS = 35;
/** What is so much quieter than the loudest level, at the edges of what was heard, need not be in the recording. */
const EDGE_DB = 25;

/** A place in one of several recordings. */
export interface Likeness {
  /** Index of the recording. */
  readonly recording: number;
  /** Index of its level at which the first of those begins that were heard; below 0 when silence was heard before the recording. */
  readonly offset: number;
}

/**
 * Finds the place in the recordings whose levels, in dB, are most like those that were heard; the first of several. How loud the whole is
 * does not count. Returns undefined when no place is like it, and for less than 35 levels.
 */
export function findLikeness(
  heard: readonly number[],
  recordings: readonly (readonly number[])[],
): Likeness | undefined {
  const loud = Math.max(...heard) - EDGE_DB;
  const first = heard.findIndex((level) => level >= loud);
  const last = heard.findLastIndex((level) => level >= loud);
  let found: Likeness | undefined;
  let least = MAX_DIFFERENCE_DB ** 2;
  for (const [recording, known] of recordings.entries()) {
    for (let offset = -first; offset + last < known.length; offset++) {
      const difference = differenceAt(offset, heard, known, least);
      if (difference < least) {
        least = difference;
        found = { recording, offset };
      }
    }
  }
  return found;
}

/** The variance of the difference of the levels, where there are both; the limit when it is not below that, or these are too few. */
function differenceAt(
  offset: number,
  heard: readonly number[],
  known: readonly number[],
  limit: number,
): number {
  const begin = Math.max(0, -offset);
  const end = Math.min(heard.length, known.length - offset);
  const length = end - begin;
  if (length < LEAST_LEVELS) return limit;
  let sum = 0;
  let squares = 0;
  for (let index = begin; index < end; ) {
    // The sum of the squared deviations only grows: most places are seen to be others after a few levels.
    const pause = Math.min(end, index + 16);
    for (; index < pause; index++) {
      const difference = (heard[index] ?? 0) - (known[index + offset] ?? 0);
      sum += difference;
      squares += difference * difference;
    }
    if (squares - (sum * sum) / (index - begin) >= limit * length) return limit;
  }
  return (squares - (sum * sum) / length) / length;
}
