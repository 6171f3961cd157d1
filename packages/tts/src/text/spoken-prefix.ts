import { SPEAKABLE } from "./character-classes.ts";
import { wordSegments } from "./word-segments.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * The part of a sentence that was heard when a share of its audio has been played: the words that were spoken to their end,
 * with the punctuation after them. Every letter and digit is taken to last equally long, anything else no time at all.
 *
 * @param share - 0 (nothing was heard: empty) to 1 (all of it: the whole text).
 * @param language - ISO 639-1 code of the text's language.
 */
export function spokenPrefix(text: string, share: number, language: string): string {
  if (!(share > 0)) return "";
  if (share >= 1) return text;
  const times = letterTimes(text);
  // A word that ends just there has been heard, whatever the rounding of the share.
  const heard = share * (times.get(text.length) ?? 0) + 1e-6;
  let end = 0;
  for (const { segment, index, isWordLike } of wordSegments(text, language)) {
    if (!isWordLike) continue;
    const time = times.get(index + segment.length);
    if (time === undefined) continue;
    if (time > heard) break;
    end = index + segment.length;
  }
  return end === 0 ? "" : text.slice(0, end) + punctuationAfter(text.slice(end));
}

/** For each place between two graphemes: how many that are spoken come before it. */
function letterTimes(text: string): Map<number, number> {
  const times = new Map<number, number>();
  let time = 0;
  for (const { segment, index } of graphemes.segment(text)) {
    if (SPEAKABLE.test(segment)) time++;
    times.set(index + segment.length, time);
  }
  return times;
}

/** What closes the words before it, and opens nothing. */
function punctuationAfter(text: string): string {
  return /^(?:(?![\p{Ps}\p{Pi}])\p{P})*/u.exec(text)?.[0] ?? "";
}
