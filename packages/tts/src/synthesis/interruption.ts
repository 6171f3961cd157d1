import { spokenPrefix } from "../text/spoken-prefix.ts";

/** What somebody heard who interrupted. */
export interface Interruption {
  /** The text that was heard, up to the last whole word. */
  readonly spokenText: string;
  /** The rest of the text that was known: what was sent, and the sentence after it, if that had been read. */
  readonly unspokenText: string;
  /** The same by sentence, in order. */
  readonly sentences: readonly InterruptedSentence[];
}

/** How much of a sentence was heard. */
export interface InterruptedSentence {
  /** The whole sentence. */
  readonly text: string;
  /** From 0, for nothing, to 1, for all of it. Of a sentence that was cut off it is an estimate. */
  readonly spokenShare: number;
}

/** A sentence, and the audio of it that came. */
export interface SpokenSentence {
  readonly text: string;
  readonly seconds: number;
  /** Whether that is all its audio. */
  readonly isComplete: boolean;
}

/**
 * How many letters and digits a voice speaks a second, by language: what is usual, for sentences of which nothing better is known. Japanese
 * counts kana and kanji, Korean syllables, Chinese characters.
 */
const USUAL_RATES: Readonly<Record<string, number>> = { en: 13, es: 14, ja: 6.5, ko: 5.5, zh: 4.5 };
const OTHER_RATE = 12;
/** Between which two sentences no space belongs. */
const SPACELESS_LANGUAGES: ReadonlySet<string> = new Set(["ja", "zh"]);
const LETTER = /[\p{L}\p{N}]/gu;

/**
 * What of some sentences was heard after so many seconds of their audio: a sentence before the last one played whole, and of that one
 * the words up to the share of it that was played.
 *
 * The length of a sentence whose audio has not all come is estimated by the rate of those before it, else by what is usual for the language.
 *
 * @param playedSeconds - From the beginning of the first sentence.
 */
export function interruptedAt(
  playedSeconds: number,
  sentences: readonly SpokenSentence[],
  language: string,
): Interruption {
  const rate = speakingRate(sentences, language);
  const interrupted: InterruptedSentence[] = [];
  const spoken: string[] = [];
  const unspoken: string[] = [];
  let left = playedSeconds;
  for (const { text, seconds, isComplete } of sentences) {
    const total = isComplete ? seconds : Math.max(seconds, countLetters(text) / rate);
    // Nobody can have heard what has not come.
    const heard = Math.max(0, Math.min(left, seconds));
    left -= seconds;
    const spokenShare = total > 0 ? heard / total : left > 0 ? 1 : 0;
    interrupted.push({ text, spokenShare });
    const prefix = spokenPrefix(text, spokenShare, language);
    if (prefix !== "") spoken.push(prefix);
    if (prefix !== text) unspoken.push(text.slice(prefix.length));
  }
  const space = SPACELESS_LANGUAGES.has(primaryLanguage(language)) ? "" : " ";
  return {
    spokenText: spoken.join(space).trimEnd(),
    unspokenText: unspoken.join(space).trimStart(),
    sentences: interrupted,
  };
}

/** Letters and digits a second. */
function speakingRate(sentences: readonly SpokenSentence[], language: string): number {
  const complete = sentences.filter(({ isComplete }) => isComplete);
  const seconds = complete.reduce((sum, sentence) => sum + sentence.seconds, 0);
  const letters = complete.reduce((sum, { text }) => sum + countLetters(text), 0);
  if (seconds > 0 && letters > 0) return letters / seconds;
  return USUAL_RATES[primaryLanguage(language)] ?? OTHER_RATE;
}

function primaryLanguage(language: string): string {
  return language.toLowerCase().split(/[-_]/)[0] ?? "";
}

function countLetters(text: string): number {
  return text.match(LETTER)?.length ?? 0;
}
