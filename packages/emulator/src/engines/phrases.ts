import { untilAborted } from "./until-aborted.ts";

/** The most characters (UTF-16 code units) that a phrase has: ten to fifteen seconds of speech. */
export const MAX_PHRASE_LENGTH = 200;

/** After these and single letters (as in U.S.), a full stop ends no sentence. */
const ABBREVIATIONS = "Dr|Mr|Mrs|Ms|Prof|St|Jr|Sr|Gen|Col|Sgt|Capt|Rev|vs|etc|approx|No";

/** The end of a sentence, with what closes it and the space after it; the next character must be known. */
const SENTENCE_END = new RegExp(
  [
    `(?:[!?…]|(?<!(?<![\\p{L}\\p{N}])(?:${ABBREVIATIONS}|\\p{L}))\\.)[.!?…]*["'”’)\\]]*\\s+(?=[^\\s\\p{Ll}])`,
    `[。！？]+[」』）”’]*\\s*(?=[^\\s。！？」』）”’])`,
    `\\n\\s*\\n\\s*(?=\\S)`,
  ].join("|"),
  "u",
);

/** The last place for a breath in a sentence that is too long for a phrase. */
const LAST_CLAUSE_END = /^.*(?:[,;:—–]\s|[、，；：])/su;
const LAST_WORD_END = /^.*\s/su;

/**
 * Cuts a text into phrases that can be spoken one by one: sentences, and long sentences at a comma or between words. A phrase comes as
 * soon as it is known to be whole, and does not depend on how the text was cut when it came.
 *
 * @param signal - Stops the wait for more text; the signal's reason is thrown.
 */
export async function* phrasesOf(
  text: string | AsyncIterable<string>,
  signal?: AbortSignal,
): AsyncGenerator<string, void, void> {
  let rest = "";
  for await (const piece of untilAborted(typeof text === "string" ? [text] : text, signal)) {
    rest = (rest + piece).trimStart();
    for (let end = phraseEnd(rest); end !== undefined; end = phraseEnd(rest)) {
      yield rest.slice(0, end).trimEnd();
      rest = rest.slice(end).trimStart();
    }
  }
  rest = rest.trimEnd();
  if (rest !== "") yield rest;
}

/** Cuts a text into its sentences, however long they are. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const { index, 0: end } of text.matchAll(new RegExp(SENTENCE_END, "gu"))) {
    sentences.push(text.slice(start, index + end.length).trim());
    start = index + end.length;
  }
  return [...sentences, text.slice(start).trim()].filter((sentence) => sentence !== "");
}

/** Where the first phrase of a text ends; undefined when that takes more text to tell. */
function phraseEnd(text: string): number | undefined {
  const window = text.slice(0, MAX_PHRASE_LENGTH);
  const sentence = SENTENCE_END.exec(window);
  if (sentence !== null) return sentence.index + sentence[0].length;
  if (text.length <= MAX_PHRASE_LENGTH) return undefined;
  const place = LAST_CLAUSE_END.exec(window) ?? LAST_WORD_END.exec(window);
  if (place !== null) return place[0].length;
  const splitsPair = /[\uD800-\uDBFF]$/.test(window);
  return splitsPair ? window.length - 1 : window.length;
}
