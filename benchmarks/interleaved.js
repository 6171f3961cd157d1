/**
 * Does several things in turns, so that whatever else the machine does falls on all of them.
 *
 * @template {string} Name
 * @template Result
 * @param {number} rounds
 * @param {Record<Name, () => Promise<Result>>} ways
 * @returns {Promise<Record<Name, Result[]>>} What each gave, round by round.
 */
export async function inTurns(rounds, ways) {
  const names = /** @type {Name[]} */ (Object.keys(ways));
  /** @type {[Name, Result[]][]} */
  const results = names.map((name) => [name, []]);
  for (let round = 0; round < rounds; round++) {
    for (const [name, given] of results) given.push(await ways[name]());
  }
  return /** @type {Record<Name, Result[]>} */ (Object.fromEntries(results));
}

/**
 * Times several ways of doing the same, in turns.
 *
 * @template {string} Name
 * @param {number} rounds
 * @param {Record<Name, (prepared: any) => Promise<unknown>>} ways
 * @param {Partial<Record<Name, () => unknown>>} [preparations] What a way is given, made before its time begins.
 * @returns {Promise<Record<Name, number>>} The median of each, in seconds. A first round warms up and does not count.
 */
export async function interleaved(rounds, ways, preparations = {}) {
  const names = /** @type {Name[]} */ (Object.keys(ways));
  const timed = names.map((name) => [
    name,
    async () => {
      const prepared = preparations[name]?.();
      const startTime = performance.now();
      await ways[name](prepared);
      return (performance.now() - startTime) / 1000;
    },
  ]);
  const times = await inTurns(rounds + 1, Object.fromEntries(timed));
  const medians = names.map((name) => [name, median((times[name] ?? []).slice(1))]);
  return Object.fromEntries(medians);
}

/**
 * @param {readonly number[]} values
 * @returns {number}
 */
export function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}
