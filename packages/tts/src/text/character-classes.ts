/** Ends a line. */
export const LINE_BREAK: RegExp = /[\n\r\v\f\u2028\u2029]/;
export const WHITE_SPACE: RegExp = /\s/;
/** White space within a line. */
export const BLANK: RegExp = /[^\S\n\r\v\f\u2028\u2029]/;
/** What a voice can say. */
export const SPEAKABLE: RegExp = /[\p{L}\p{N}]/u;
export const LOWER_CASE: RegExp = /\p{Ll}/u;
/** Belongs to the character before it. */
export const EXTENDING: RegExp = /[\p{M}\u200d]/u;
/** Ends a sentence in some script; for `.`, `!` and `?` what follows must agree. */
export const SENTENCE_END: RegExp = /\p{Sentence_Terminal}/u;
export const ELLIPSIS: RegExp = /[…‥]/;
/** Ends a part of a sentence in some script; for `,`, `;` and `:` white space must follow. */
export const CLAUSE_END: RegExp = /[\p{Terminal_Punctuation}—―]/u;
export const DASH: RegExp = /[—―]/;
/** Scripts that put no spaces between words, with the punctuation that goes with them. */
export const SPACELESS: RegExp =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u3001-\u303fー\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]/u;
/** May open or close, by what stands around it: straight quotes, the German closing one, and the marks of Markdown. */
export const AMBIGUOUS_QUOTE: RegExp = /["'“*_~`]/;
/** Belongs to the sentence before it, also after a space: emoji, ♪, ★, the French closing quote. */
export const TRAILING_SYMBOL: RegExp =
  /[\p{Emoji_Presentation}\p{Emoji_Modifier}\u2600-\u2775\u2794-\u27bf»]/u;
/** Closes a quotation or a bracket, and belongs to the sentence that it closes. */
export const CLOSING: RegExp = /[\p{Pe}\p{Pf}”’]/u;

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

/** 2 for a wide character (kana, kanji, hangul, emoji), 1 for any other. */
export function widthOf(character: string): number {
  return character > "\u10ff" && WIDE.test(character) ? 2 : 1;
}

/** The character (a whole surrogate pair) at a place in a text; empty at the end. */
export function characterAt(text: string, index: number): string {
  const code = text.codePointAt(index);
  return code === undefined ? "" : String.fromCodePoint(code);
}

/** The last character of a text; empty for an empty one. */
export function lastCharacter(text: string): string {
  return /.$/su.exec(text)?.[0] ?? "";
}

/** Whether a text ends in the middle of a character, whose other half may follow. */
export function endsInHalf(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}
