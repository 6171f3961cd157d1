/**
 * One measurement.
 *
 * @typedef {object} Row
 * @property {string} what
 * @property {number} ours
 * @property {number} baseline The same by the plainest means, in the same run.
 * @property {string} goal
 */

/** @param {Row[]} rows */
export function printTable(rows) {
  const cells = [
    ["what", "ours", "baseline", "ratio", "goal"],
    ...rows.map(({ what, ours, baseline, goal }) => [
      what,
      ours.toFixed(ours < 100 ? 1 : 0),
      baseline.toFixed(baseline < 100 ? 1 : 0),
      (ours / baseline).toFixed(2),
      goal,
    ]),
  ];
  const widths =
    cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of cells)
    console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
}
