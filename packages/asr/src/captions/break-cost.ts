import { isUnspacedScript, lastCharacter, mayNotBeginLine, mayNotEndLine } from "./character-classes.ts";

/** How badly a line or a caption reads when it is broken at a place of this kind; a perfect place costs nothing. */
export const BREAK_COST = {
  sentenceEnd: 0,
  clauseEnd: 2,
  /** Before an English function word, after a Korean particle, between Japanese phrases. */
  phraseEnd: 4,
  /** Between words of content. */
  betweenWords: 8,
  /** After a function word or a number, between two words in hiragana. */
  insidePhrase: 12,
  /** Before a Japanese or Chinese particle or auxiliary, inside a run of katakana. */
  beforeSuffix: 20,
  /** After the prefixes お and ご, and where a word wider than a line is cut. */
  insideWord: 40,
} as const;

/** A place between two words where a line might be broken. */
export interface BreakPlace {
  /** The words, or marks, on its two sides. */
  readonly before: string;
  readonly after: string;
  /** Some of the text on its two sides, beginning and ending with these words. */
  readonly tail: string;
  readonly head: string;
  /** Whether a space parts the words. */
  readonly spaced: boolean;
}

const STOP_AND_CLOSING_MARKS = /([.?!。！？…．｡])[)\]}"'”’」』）】》〉｣]*$/u;
const ABBREVIATION = /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|vs|[A-HJ-Z])\.$/;
const CLAUSE_MARK = /[,;:、，；：–—―､]$/u;
const CLOSING_MARK = /[.?!。！？…)\]}”」』）】》〉｣]$/u;
/** Words that lean on what follows, so that a line had better begin than end with one. */
const FUNCTION_WORD =
  /^(?:an?|the|this|that|these|those|which|who|and|or|but|so|if|as|because|when|while|of|to|in|on|at|for|with|from|by|into|about|than|my|your|his|her|its|our|their|i|we|you|he|she|it|they|is|are|was|were|be|not|will|can)$/i;
const KOREAN_PARTICLE = /[은는이가을를에서고며도로면만와과]$/u;
const CHINESE_PARTICLE = /^[的了着過过吗嗎呢吧啊们們]$/u;
const HIRAGANA = /^\p{Script=Hiragana}/u;
const KATAKANA = /^[\p{Script=Katakana}ー]/u;
/** How a polite Japanese sentence ends, for transcripts without punctuation, and what would carry it on. */
const POLITE_ENDING = /(?:です|ます|でした|ました|ません|ください)$/u;
const CARRIES_ON = /^[かがけしとなねのよら]/u;
const AUXILIARY = /^(?:ござ|くださ|ます|まし|ませ|です|でし|ない|なか)/u;

/** What a break at `place` costs, a {@link BREAK_COST}; undefined where there must be none. */
export function breakCost(place: BreakPlace): number | undefined {
  const last = lastCharacter(place.before);
  const { after, spaced } = place;
  if (mayNotBeginLine(after) || mayNotEndLine(last)) return undefined;
  if (!spaced && sticksTogether(last, after)) return undefined;
  if (endsSentence(place)) return BREAK_COST.sentenceEnd;
  if (CLAUSE_MARK.test(last)) return BREAK_COST.clauseEnd;
  if (CLOSING_MARK.test(last) && !HIRAGANA.test(after)) return BREAK_COST.clauseEnd;
  return spaced ? costAtSpace(place) : costInUnspacedText(place, last);
}

function sticksTogether(last: string, after: string): boolean {
  if (!isUnspacedScript(last) && !isUnspacedScript(after)) return true;
  // A straight quotation mark does not tell which side it belongs to. A number belongs to the unit after it, a small tsu
  // to the sound after it.
  return /["']/.test(last) || /^["']/.test(after) || /[\p{Nd}っッ]/u.test(last);
}

function endsSentence({ tail, head, spaced }: BreakPlace): boolean {
  const stop = STOP_AND_CLOSING_MARKS.exec(tail);
  if (stop === null) return false;
  // 「…。」と言った, "Why?" she asked: the sentence goes on behind the quotation.
  const isQuoted = !tail.endsWith(stop[1] ?? "");
  if (isQuoted && HIRAGANA.test(head)) return false;
  return !(spaced && (/^\p{Ll}/u.test(head) || ABBREVIATION.test(tail)));
}

function costAtSpace({ before, after }: BreakPlace): number {
  if (FUNCTION_WORD.test(before) || /\p{Nd}$/u.test(before)) return BREAK_COST.insidePhrase;
  const endsPhrase = FUNCTION_WORD.test(after) || KOREAN_PARTICLE.test(before);
  return endsPhrase ? BREAK_COST.phraseEnd : BREAK_COST.betweenWords;
}

/** Japanese reads best with each line beginning where a phrase does: mostly where hiragana gives way to other letters. */
function costInUnspacedText({ before, after, tail, head }: BreakPlace, last: string): number {
  if (POLITE_ENDING.test(tail) && !CARRIES_ON.test(head)) return BREAK_COST.clauseEnd;
  if (/^[おご]$/.test(before)) return BREAK_COST.insideWord;
  if (HIRAGANA.test(last)) {
    const beginsPolitely = /^[おご]\p{Script=Han}/u.test(head);
    const followsParticle = /^[はがをも]$/.test(before) && after.length > 1;
    if (!HIRAGANA.test(after) || beginsPolitely || followsParticle) return BREAK_COST.phraseEnd;
    return after.length === 1 || AUXILIARY.test(head) ? BREAK_COST.beforeSuffix : BREAK_COST.insidePhrase;
  }
  if (HIRAGANA.test(after) || CHINESE_PARTICLE.test(after)) return BREAK_COST.beforeSuffix;
  return KATAKANA.test(last) && KATAKANA.test(after) ? BREAK_COST.beforeSuffix : BREAK_COST.betweenWords;
}
