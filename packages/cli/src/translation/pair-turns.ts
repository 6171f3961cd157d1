import type { Segment } from "@kotoba/sdk";
import { sentencesOf } from "./sentences.ts";

/** What was said, and its translation; shown when it was said. Times in seconds. */
export interface TurnPair {
  readonly start: number;
  readonly end: number;
  readonly source: readonly string[];
  readonly target: readonly string[];
}

/**
 * Puts the sentences of a talk beside those of its translation, which follow some time later and may be more or fewer. Where they are
 * as many, the first belongs to the first, and so on. Else each translation belongs to the sentence that began nearest to it, once its
 * delay, that of the first, is taken off; and a sentence that is left without one, to the sentence before.
 *
 * @param source - In order, at least one; and so the other.
 */
export function pairTurns(source: readonly Segment[], target: readonly Segment[]): TurnPair[] {
  const [said, translated] = [source.flatMap(sentencesIn), target.flatMap(sentencesIn)];
  const delay = (translated[0]?.start ?? 0) - (said[0]?.start ?? 0);
  const targets = said.map((): string[] => []);
  translated.forEach(({ text, start }, index) => {
    const place = said.length === translated.length ? index : nearest(said, start - delay);
    targets[place]?.push(text);
  });
  const pairs: { start: number; end: number; source: string[]; target: string[] }[] = [];
  said.forEach(({ text, start, end }, index) => {
    const target = targets[index] ?? [];
    const before = pairs.at(-1);
    if (before === undefined || target.length > 0) {
      pairs.push({ start, end, source: [text], target });
    } else {
      before.source.push(text);
      before.end = end;
    }
  });
  return pairs;
}

/** The sentences of a turn; each takes as much of its time as it has of its text. */
function sentencesIn({ text, start, end }: Segment): Segment[] {
  const secondsPerCharacter = (end - start) / text.length;
  let from = start;
  return sentencesOf(text).map((sentence) => {
    const begin = from;
    from += sentence.length * secondsPerCharacter;
    return { text: sentence.trim(), start: begin, end: from };
  });
}

function nearest(segments: readonly Segment[], time: number): number {
  let best = 0;
  segments.forEach(({ start }, index) => {
    if (Math.abs(start - time) < Math.abs((segments[best]?.start ?? 0) - time)) best = index;
  });
  return best;
}
