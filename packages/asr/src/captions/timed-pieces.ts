import type { Segment } from "../segment.ts";
import { columnOffsets } from "./display-width.ts";
import { separatorBetween } from "./text-joining.ts";
import { type TextPiece, textPieces } from "./text-pieces.ts";

/** A piece of text with the time in which it is spoken, in seconds. */
export interface TimedPiece extends TextPiece {
  readonly start: number;
  readonly end: number;
}

/** The text of segments that follow each other, cut where it may be broken. */
export interface TimedText {
  readonly text: string;
  readonly pieces: readonly TimedPiece[];
}

interface Span {
  readonly from: number;
  readonly to: number;
  readonly start: number;
  readonly end: number;
}

/** Joins the segments, then gives each piece its time: within a segment in proportion to the display width. */
export function timedPieces(segments: readonly Segment[], maxColumns: number): TimedText {
  let text = "";
  const spans: Span[] = segments.map((segment, index) => {
    text += separatorBetween(segments[index - 1]?.text ?? "", segment.text);
    const from = text.length;
    text += segment.text;
    return { from, to: text.length, start: segment.start, end: segment.end };
  });

  const columns = columnOffsets(text);
  const timeAt = (index: number, { from, to, start, end }: Span) => {
    const [first = 0, here = 0, last = 0] = [columns[from], columns[index], columns[to]];
    return last === first ? start : start + ((end - start) * (here - first)) / (last - first);
  };
  let current = 0;
  const spanAt = (index: number): Span => {
    while ((spans[current]?.to ?? Number.POSITIVE_INFINITY) <= index) current += 1;
    return spans[current] ?? { from: 0, to: text.length, start: 0, end: 0 };
  };
  const pieces = textPieces(text, maxColumns);
  const timed = pieces.map((piece, index) => {
    const start = timeAt(piece.from, spanAt(piece.from));
    const last = spanAt(piece.to - 1);
    // A space inside a segment takes no time of its own, lest captions on its two sides flicker.
    const behind = Math.min(pieces[index + 1]?.from ?? piece.to, last.to);
    return { ...piece, start, end: timeAt(behind, last) };
  });
  return { text, pieces: timed };
}
