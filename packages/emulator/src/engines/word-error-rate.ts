/**
 * How many words of `actual` are wrong, missing or added, as a share of the words of `expected`; 0 when all is right. May exceed 1.
 * Case and punctuation don't count.
 */
export function wordErrorRate(expected: string, actual: string): number {
  const reference = words(expected);
  return editDistance(reference, words(actual)) / Math.max(1, reference.length);
}

function words(text: string): string[] {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .split(/[^\p{L}\p{M}\p{N}']+/u)
    .filter((word) => word !== "");
}

/** Levenshtein's distance, row by row. */
function editDistance(from: readonly string[], to: readonly string[]): number {
  let distances = [...Array(to.length + 1).keys()];
  for (const [deleted, word] of from.entries()) {
    let left = deleted + 1;
    const row = [left];
    for (const [index, other] of to.entries()) {
      const replaced = (distances[index] ?? 0) + (word === other ? 0 : 1);
      left = Math.min(replaced, left + 1, (distances[index + 1] ?? 0) + 1);
      row.push(left);
    }
    distances = row;
  }
  return distances[to.length] ?? 0;
}
