/**
 * What a figure should come to.
 *
 * @typedef {object} Goal
 * @property {string} text
 * @property {(ours: number, baseline: number) => boolean} isMet
 */

/**
 * @param {number} limit
 * @returns {Goal}
 */
export function atMostTimes(limit) {
  return { text: `at most ${limit} times`, isMet: (ours, baseline) => ours <= limit * baseline };
}

/**
 * @param {number} limit
 * @returns {Goal}
 */
export function atLeastTimes(limit) {
  return { text: `at least ${limit} times`, isMet: (ours, baseline) => ours >= limit * baseline };
}

/**
 * @param {number} limit
 * @returns {Goal}
 */
export function atMost(limit) {
  return { text: `at most ${limit}`, isMet: (ours) => ours <= limit };
}

/**
 * @param {number} limit
 * @returns {Goal}
 */
export function atLeast(limit) {
  return { text: `at least ${limit}`, isMet: (ours) => ours >= limit };
}

/**
 * @param {number} limit
 * @returns {Goal}
 */
export function atMostMore(limit) {
  return { text: `at most ${limit} more`, isMet: (ours, baseline) => ours - baseline <= limit };
}
