import type { Segment } from "../segment.ts";
import type { CaptionLimits } from "./caption-options.ts";
import { captionRuns } from "./caption-runs.ts";
import { divideIntoCues } from "./cue-division.ts";
import { displayWidth } from "./display-width.ts";
import { readingSeconds } from "./reading-seconds.ts";
import { timedPieces } from "./timed-pieces.ts";

/** A caption: some lines of text and when they are shown, in whole milliseconds; `endMs` lies behind `startMs`. */
export interface CaptionCue {
  readonly startMs: number;
  readonly endMs: number;
  readonly lines: readonly string[];
}

interface SpokenCue {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** Makes captions of segments that are in order: they follow each other in time and never overlap. */
export function captionCues(segments: readonly Segment[], limits: CaptionLimits): CaptionCue[] {
  const cues = captionRuns(segments).flatMap((run) => spokenCues(run, limits));
  let earliest = 0;
  const starts = cues.map(({ start }) => {
    const startMs = Math.max(earliest, Math.round(start * 1000));
    // Captions that begin at the same moment follow each other by the least step, so that none is empty.
    earliest = startMs + 1;
    return startMs;
  });
  return cues.map(({ start, end, lines }, index) => {
    const startMs = starts[index] ?? 0;
    const leastSeconds = readingSeconds(lines.reduce((columns, line) => columns + displayWidth(line), 0));
    const seconds = Math.min(Math.max(end - start, leastSeconds), limits.maxCueSeconds);
    const endMs = startMs + Math.round(seconds * 1000);
    return { startMs, endMs: Math.min(endMs, starts[index + 1] ?? endMs), lines };
  });
}

function spokenCues(run: readonly Segment[], limits: CaptionLimits): SpokenCue[] {
  const { text, pieces } = timedPieces(run, limits.maxColumns);
  return divideIntoCues(pieces, limits).map(({ from, to, lineEnds }) => {
    let begin = from;
    const lines = lineEnds.map((end) => {
      const line = text.slice(pieces[begin]?.from, pieces[end - 1]?.to);
      begin = end;
      return line;
    });
    return { start: pieces[from]?.start ?? 0, end: pieces[to - 1]?.end ?? 0, lines };
  });
}
