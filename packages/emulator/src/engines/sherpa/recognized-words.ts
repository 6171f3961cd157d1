import type { RecognizedWord } from "../recognition-engine.ts";
import { wordSeparator } from "../word-separator.ts";
import type { SherpaResult } from "./sherpa-package.ts";

/** What begins a word, in pieces of languages with spaces. */
const WORD_BEGIN = /^[\s▁]/;

/**
 * The words of an utterance: each from the time of its first piece to the next word. In languages without spaces each piece is a word.
 * Models that tell no times, or pieces that are not the text's, make it one word.
 */
export function recognizedWords(
  { text, tokens = [], timestamps = [] }: SherpaResult,
  language: string,
  start: number,
  end: number,
): RecognizedWord[] {
  const whole = [{ text: text.trim(), start, end }];
  if (tokens.length === 0 || tokens.length !== timestamps.length) return whole;
  const begun: { text: string; start: number }[] = [];
  const isUnspaced = wordSeparator(language) === "";
  tokens.forEach((token, index) => {
    const piece = token.replace(/[\s▁]+/g, "");
    const last = begun.at(-1);
    const beginsWord = last === undefined || isUnspaced || WORD_BEGIN.test(token);
    if (!beginsWord) last.text += piece;
    else if (piece !== "" || !isUnspaced) {
      begun.push({ text: piece, start: Math.min(end, start + (timestamps[index] ?? 0)) });
    }
  });
  const words = begun.filter((word) => word.text !== "");
  if (words.map((word) => word.text).join("") !== text.replace(/\s+/g, "")) return whole;
  return words.map((word, index) => ({ ...word, end: words[index + 1]?.start ?? end }));
}
