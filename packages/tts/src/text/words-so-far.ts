import { abbreviationKind } from "./abbreviations.ts";
import { SPACELESS, SPEAKABLE } from "./character-classes.ts";
import { wordSegments } from "./word-segments.ts";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

/**
 * How much of a text that pauses can be spoken: all but the last word, number or address, which may still grow.
 *
 * @returns A place in the text; 0 when there is nothing to say before it.
 */
export function wordsSoFar(text: string, language: string): number {
  const end = text.length - growingLength(text, language);
  return SPEAKABLE.test(text.slice(0, end)) ? end : 0;
}

function growingLength(text: string, language: string): number {
  const run = /\S*$/u.exec(text)?.[0] ?? "";
  if (run === "" || endsSentence(run, language)) return 0;
  const wideNumber = /[\p{Nd}．，：]*\p{Nd}[．，：]$/u.exec(run);
  if (wideNumber !== null) return wideNumber[0].length;
  let length = 0;
  for (const { segment } of [...graphemes.segment(run)].reverse()) {
    if (SPACELESS.test(segment)) break;
    length += segment.length;
  }
  if (length > 0) return length;
  const last = wordSegments(run, language).containing(run.length - 1);
  return last?.isWordLike ? last.segment.length : 0;
}

/** Whether a run of characters without white space ends with a sentence, and with no number, address or abbreviation. */
function endsSentence(run: string, language: string): boolean {
  const word = /^(.*?)[.!?…‥]+[\p{Pe}\p{Pf}"'*_~`]*$/su.exec(run)?.[1] ?? "";
  if (!/\p{L}$/u.test(word) || /[./\\@:]/.test(word)) return false;
  const kind = abbreviationKind(word, language);
  return kind === undefined || kind === "number";
}
