/** The most characters (UTF-16 code units) of a phrase: ten to thirty seconds of speech. Open JTalk's buffers have room for them. */
export const MAX_PHRASE_LENGTH = 100;

/** The end of a sentence, with what closes it. Numbers and addresses have full stops in them too. */
const SENTENCE_END = /(?:[。！？!?…]|．(?!\p{Nd})|\.(?=\s))+[」』）)”"’'\]]*|\n/u;

/** The last place for a breath in a sentence that is too long for a phrase. */
const LAST_CLAUSE_END = /^.*(?:[、，,；;：:](?!\p{Nd})|\s)/su;

/** Behind the last particle or ending: kana before another script, unless they are a prefix. */
const LAST_WORD_END = /^.*(?![おご])\p{Script=Hiragana}(?=[^\p{Script=Hiragana}ー])/su;

/**
 * Cuts a text into phrases that are spoken one by one: sentences, and long sentences at a comma or between words. Signs that are
 * not written (control characters, halves of surrogate pairs) become spaces; letters with separate accents become one sign.
 */
export function* phrasesOf(text: string): Generator<string, void, void> {
  let rest = cleaned(text);
  while (rest !== "") {
    const end = phraseEnd(rest);
    yield rest.slice(0, end).trimEnd();
    rest = rest.slice(end).trimStart();
  }
}

function cleaned(text: string): string {
  return text
    .normalize("NFC")
    .replace(/\r\n?/g, "\n")
    .replace(/(?!\n)[\p{Cc}\p{Cs}]/gu, " ")
    .trim();
}

function phraseEnd(text: string): number {
  const window = text.slice(0, MAX_PHRASE_LENGTH);
  const sentence = SENTENCE_END.exec(window);
  if (sentence !== null) return sentence.index + sentence[0].length;
  if (text.length <= MAX_PHRASE_LENGTH) return text.length;
  const place = LAST_CLAUSE_END.exec(window) ?? LAST_WORD_END.exec(window);
  if (place !== null) return place[0].length;
  const splitsPair = /[\uD800-\uDBFF]$/.test(window);
  return splitsPair ? window.length - 1 : window.length;
}
