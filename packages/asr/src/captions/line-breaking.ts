import type { CaptionLimits } from "./caption-options.ts";
import type { TextPiece } from "./text-pieces.ts";

/** How the pieces of one caption stand in lines. */
export interface LineLayout {
  /** How badly it reads: the breaks between lines, and their differing widths. */
  readonly cost: number;
  /** For each line, the index behind its last piece. */
  readonly ends: readonly number[];
}

/** What a line costs that is a whole `maxColumns` away from the mean width; less, by its square, when it is nearer. */
const IMBALANCE_COST = 18;

/**
 * Lays out the pieces from index `from` up to but without `to`: in as few lines as they fit in, broken where it reads
 * best, of similar widths, the shorter on top. A line is wider than `maxColumns` only when it is a single piece.
 *
 * @returns undefined when they do not fit in `maxLines`
 */
export function breakLines(
  pieces: readonly TextPiece[],
  from: number,
  to: number,
  { maxColumns, maxLines }: Pick<CaptionLimits, "maxColumns" | "maxLines">,
): LineLayout | undefined {
  if (fits(from, to)) return { cost: 0, ends: [to] };
  for (let lines = 2; lines <= Math.min(maxLines, to - from); lines++) {
    const layout = layOut(lines);
    if (layout !== undefined) return layout;
  }
  return undefined;

  function layOut(lines: number): LineLayout | undefined {
    const meanColumns = width(from, to) / lines;
    const imbalance = (start: number, end: number) =>
      IMBALANCE_COST * ((width(start, end) - meanColumns) / maxColumns) ** 2;
    const known = new Map<string, LineLayout | undefined>();

    const best = (start: number, linesLeft: number): LineLayout | undefined => {
      if (linesLeft === 1) return fits(start, to) ? { cost: imbalance(start, to), ends: [to] } : undefined;
      const key = `${start}/${linesLeft}`;
      if (known.has(key)) return known.get(key);
      let found: LineLayout | undefined;
      // Of two equal layouts the first is kept, the one with the shorter line on top.
      for (let end = start + 1; end < to && fits(start, end); end++) {
        const rest = best(end, linesLeft - 1);
        if (rest === undefined) continue;
        const cost = (pieces[end - 1]?.breakCost ?? 0) + imbalance(start, end) + rest.cost;
        if (found === undefined || cost < found.cost) found = { cost, ends: [end, ...rest.ends] };
      }
      known.set(key, found);
      return found;
    };
    return best(from, lines);
  }

  function fits(start: number, end: number): boolean {
    return end - start === 1 || width(start, end) <= maxColumns;
  }

  function width(start: number, end: number): number {
    return (pieces[end - 1]?.toColumn ?? 0) - (pieces[start]?.fromColumn ?? 0);
  }
}
