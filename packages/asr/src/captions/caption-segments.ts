import { ConfigurationError } from "@kotoba/core";
import type { Segment } from "../segment.ts";
import { mayNotBeginLine } from "./character-classes.ts";
import { displayWidth } from "./display-width.ts";
import { readingSeconds } from "./reading-seconds.ts";
import { foldWhitespace } from "./text-joining.ts";

/** What captions can be made of: segments, or a result that holds them. */
export type CaptionInput = readonly Segment[] | { readonly segments?: readonly Segment[] | undefined };

/**
 * The segments of `input` with their text on one line and their times in order: those without text are dropped, a start
 * before that of the segment before is moved up to it, an end beyond the next start is moved back to it, and an end that
 * does not lie behind its start is replaced by the time it takes to read the text, where the next start leaves room.
 *
 * @throws ConfigurationError when there are no timestamps at all, or a time is negative or not a number
 */
export function captionSegments(input: CaptionInput): Segment[] {
  const segments = "segments" in input ? input.segments : input;
  if (!Array.isArray(segments)) {
    throw new ConfigurationError(
      "This transcript has no segments to make captions of. Recordings have them when they are transcribed withTimestamps: true; live transcripts have none.",
      { code: "no_segments" },
    );
  }
  return inOrder(withText(segments));
}

function withText(segments: readonly Segment[]): Segment[] {
  const kept: Segment[] = [];
  segments.forEach((segment, index) => {
    requireTime(segment.start, "start", index);
    requireTime(segment.end, "end", index);
    const text = foldWhitespace(segment.text);
    if (displayWidth(text) === 0) return;
    const previous = kept.at(-1);
    // A closing mark that came as a word of its own has no sound, whatever its times say.
    if (previous !== undefined && mayNotBeginLine(text) && /^\p{P}+$/u.test(text)) {
      kept[kept.length - 1] = { ...previous, text: previous.text + text };
    } else {
      kept.push({ text, start: segment.start, end: segment.end });
    }
  });
  return kept;
}

function inOrder(segments: readonly Segment[]): Segment[] {
  let earliest = 0;
  const starts = segments.map(({ start }) => {
    earliest = Math.max(earliest, start);
    return earliest;
  });
  return segments.map(({ text, end }, index) => {
    const start = starts[index] ?? 0;
    const wanted = end > start ? end : start + readingSeconds(displayWidth(text));
    return { text, start, end: Math.min(wanted, starts[index + 1] ?? wanted) };
  });
}

function requireTime(seconds: number, name: "start" | "end", index: number): void {
  if (seconds >= 0 && Number.isSafeInteger(Math.round(seconds * 1000))) return;
  throw new ConfigurationError(
    `The ${name} of segment ${index} must be a time in seconds from 0, not ${seconds}.`,
  );
}
