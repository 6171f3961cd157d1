import { BREAK_COST, type BreakPlace, breakCost } from "./break-cost.ts";
import { columnOffsets } from "./display-width.ts";
import { oversizeCuts } from "./oversize-cuts.ts";
import { words } from "./text-segmenters.ts";

/** A stretch of a text that is never broken: a word with the marks that cling to it. */
export interface TextPiece {
  /** Where it begins and ends in the text; a space between two pieces belongs to neither. */
  readonly from: number;
  readonly to: number;
  /** The columns that lie before its beginning and its end. */
  readonly fromColumn: number;
  readonly toColumn: number;
  /** What a break behind it costs, a {@link BREAK_COST}. */
  readonly breakCost: number;
}

/** How much of the text around a break its cost can depend on, in code units. */
const CONTEXT = 16;

/**
 * Cuts a text, with its white space folded, where a line may be broken. A word that is wider than `maxColumns` is cut
 * too, but only between full-width characters: a Latin word, a number or a URL stays whole.
 */
export function textPieces(text: string, maxColumns: number): TextPiece[] {
  const columns = columnOffsets(text);
  const columnAt = (index: number) => columns[index] ?? 0;
  const pieces: TextPiece[] = [];
  const add = (from: number, to: number, cost: number) => {
    const isOversize = columnAt(to) - columnAt(from) > maxColumns;
    const cuts = isOversize ? oversizeCuts(text.slice(from, to), maxColumns).map((cut) => from + cut) : [];
    let start = from;
    for (const end of [...cuts, to]) {
      pieces.push({
        from: start,
        to: end,
        fromColumn: columnAt(start),
        toColumn: columnAt(end),
        breakCost: end === to ? cost : BREAK_COST.insideWord,
      });
      start = end;
    }
  };

  let from = 0;
  let index = 0;
  let before = "";
  let spaced = false;
  for (const word of words(text)) {
    if (word === " ") {
      spaced = true;
    } else {
      const end = spaced ? index - 1 : index;
      const cost = before === "" ? undefined : breakCost(placeAt(text, index, end, before, word, spaced));
      if (cost !== undefined) {
        add(from, end, cost);
        from = index;
      }
      before = word;
      spaced = false;
    }
    index += word.length;
  }
  add(from, text.length, BREAK_COST.sentenceEnd);
  return pieces;
}

function placeAt(
  text: string,
  index: number,
  end: number,
  before: string,
  after: string,
  spaced: boolean,
): BreakPlace {
  const tail = text.slice(Math.max(0, end - CONTEXT), end);
  return { before, after, tail, head: text.slice(index, index + CONTEXT), spaced };
}
