const ELLIPSIS = "…";
/** Terminals set up for Japanese show it in full width. */
const ELLIPSIS_COLUMNS = 2;
/** More UTF-16 units than are ever shown in a column: what lies before need not be looked at. */
const MAX_UNITS_PER_COLUMN = 16;

const EMOJI = /\p{Emoji_Presentation}|\uFE0F/u;
/** East Asian Width W and F. */
const FULL_WIDTH =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF01-\uFF60\uFFE0-\uFFE6\u{1B000}-\u{1B2FF}\u{20000}-\u{3FFFD}]/u;

const characters = new Intl.Segmenter("ja", { granularity: "grapheme" });

/** The text if it fits into so many columns of a terminal, else as much of its end as does, behind an ellipsis. */
export function lineTail(text: string, columns: number): string {
  const end = Array.from(
    characters.segment(text.slice(-columns * MAX_UNITS_PER_COLUMN)),
    ({ segment }) => segment,
  );
  const widths = end.map(characterWidth);
  let width = widths.reduce((sum, columns) => sum + columns, 0);
  if (width <= columns) return text;
  let from = 0;
  while (from < end.length && width > columns - ELLIPSIS_COLUMNS) width -= widths[from++] ?? 0;
  return ELLIPSIS + end.slice(from).join("").trimStart();
}

function characterWidth(character: string): number {
  return EMOJI.test(character) || FULL_WIDTH.test(character) ? 2 : 1;
}
