import type { Segment } from "../segment.ts";
import { displayWidth } from "./display-width.ts";

/** A silence of so many seconds always ends a caption. */
const PAUSE_SECONDS = 1;

/** A segment that is shorter than either is no caption of its own, but joins its neighbours. */
const FRAGMENT_SECONDS = 1;
const FRAGMENT_COLUMNS = 12;

/**
 * Groups segments whose text is to be divided into captions afresh: single words and very short phrases with what
 * stands next to them, unless there is a pause. A longer segment between longer ones is a group of its own.
 */
export function captionRuns(segments: readonly Segment[]): Segment[][] {
  const runs: Segment[][] = [];
  let previous: Segment | undefined;
  for (const segment of segments) {
    const joins =
      previous !== undefined &&
      segment.start - previous.end < PAUSE_SECONDS &&
      (isFragment(previous) || isFragment(segment));
    if (joins) runs.at(-1)?.push(segment);
    else runs.push([segment]);
    previous = segment;
  }
  return runs;
}

function isFragment({ text, start, end }: Segment): boolean {
  return end - start < FRAGMENT_SECONDS || displayWidth(text) < FRAGMENT_COLUMNS;
}
