/**
 * Times several ways of doing the same, in turns, so that whatever else the machine does falls on all of them.
 *
 * @template {string} Name
 * @param {number} rounds
 * @param {Record<Name, (prepared: any) => Promise<unknown>>} ways
 * @param {Partial<Record<Name, () => unknown>>} [preparations] What a way is given, made before its time begins.
 * @returns {Promise<Record<Name, number>>} The median of each, in seconds. A first round warms up and does not count.
 */
export async function interleaved(rounds, ways, preparations = {}) {
  const names = /** @type {Name[]} */ (Object.keys(ways));
  /** @type {Map<Name, number[]>} */
  const times = new Map(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round++) {
    for (const name of names) {
      const prepared = preparations[name]?.();
      const startTime = performance.now();
      await ways[name](prepared);
      if (round > 0) times.get(name)?.push((performance.now() - startTime) / 1000);
    }
  }
  const medians = names.map((name) => [name, median(times.get(name) ?? [])]);
  return Object.fromEntries(medians);
}

/**
 * @param {readonly number[]} values
 * @returns {number}
 */
export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
