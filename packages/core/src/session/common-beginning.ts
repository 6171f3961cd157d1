/** Of a beginning that two texts have in common, so much may be said otherwise. */
const MAX_DIFFERENCE = 0.4;

/** Where a beginning ends that two texts have in common: at the end of one of them, or of both. */
export interface CommonBeginning {
  readonly endInFirst: number;
  readonly endInSecond: number;
}

/**
 * Finds how far two texts begin alike, when the same speech was recognised twice: capitals, punctuation and spaces count for nothing, and
 * some of the words may be others.
 *
 * @returns undefined when they do not begin alike.
 */
export function commonBeginning(first: string, second: string): CommonBeginning | undefined {
  const one = lettersOf(first);
  const other = lettersOf(second);
  if (one.length === 0 || other.length === 0) return undefined;
  let best = { cost: Number.POSITIVE_INFINITY, length: 0, row: 0, column: 0 };
  // Edits that make a beginning of one text a beginning of the other (Levenshtein), row by row.
  let costs = other.map((_, column) => column + 1);
  for (let row = 1; row <= one.length; row++) {
    const above = [row - 1, ...costs];
    const next: number[] = [];
    for (let column = 1; column <= other.length; column++) {
      const left = next[column - 2] ?? row;
      const isSame = one[row - 1]?.letter === other[column - 1]?.letter;
      const cost = Math.min((above[column - 1] ?? 0) + (isSame ? 0 : 1), (above[column] ?? 0) + 1, left + 1);
      next.push(cost);
      if (row < one.length && column < other.length) continue;
      const length = Math.max(row, column);
      // Of equally good ones the longest.
      if (cost < best.cost || (cost === best.cost && length > best.length))
        best = { cost, length, row, column };
    }
    costs = next;
  }
  if (best.cost > MAX_DIFFERENCE * best.length) return undefined;
  return {
    endInFirst: one[best.row - 1]?.end ?? 0,
    endInSecond: other[best.column - 1]?.end ?? 0,
  };
}

/** What a text consists of but for its form, and where each letter or digit ends in it. */
function lettersOf(text: string): { readonly letter: string; readonly end: number }[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]/gu)].map(({ 0: letter, index }) => ({
    letter: letter.toLowerCase(),
    end: index + letter.length,
  }));
}
