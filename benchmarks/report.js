/**
 * One measurement.
 *
 * @typedef {object} Row
 * @property {string} what With the unit of the figures.
 * @property {number} [ours] Absent when there is nothing to measure.
 * @property {number} [baseline] The same by the plainest means, in the same run; absent where there is no such thing.
 * @property {import("./goal.js").Goal} [goal]
 * @property {string} [note] Why there is no figure.
 */

/**
 * The rows as a table in Markdown, which can be read as it is.
 *
 * @param {Row[]} rows
 * @returns {string}
 */
export function table(rows) {
  const cells = [["what", "ours", "raw limit", "ratio", "goal", "met"], ...rows.map(cellsOf)];
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const [head = "", ...lines] = cells.map(
    (row) => `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`,
  );
  const rule = `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`;
  return [head, rule, ...lines].join("\n");
}

/** @param {Row} row */
function cellsOf({ what, ours, baseline, goal, note = "" }) {
  return [
    what,
    ours === undefined ? note : figure(ours),
    baseline === undefined ? "" : figure(baseline),
    ours === undefined || !baseline ? "" : (ours / baseline).toFixed(2),
    goal?.text ?? "",
    goal === undefined ? "" : verdict(goal, ours, baseline),
  ];
}

/**
 * @param {import("./goal.js").Goal} goal
 * @param {number | undefined} ours
 * @param {number | undefined} baseline
 */
function verdict(goal, ours, baseline = Number.NaN) {
  return ours !== undefined && goal.isMet(ours, baseline) ? "yes" : "**no**";
}

/** @param {number} value */
function figure(value) {
  return value.toFixed(Number.isInteger(value) || value >= 100 ? 0 : value < 10 ? 2 : 1);
}
