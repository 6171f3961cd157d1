/** A character of Japanese or Chinese writing, which puts no spaces between words. Korean does, so it is not here. */
const UNSPACED_SCRIPT =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\u3000-\u303F\u30FB\u30FC\u3190-\u33FF\uFF01-\uFF9F\uFFE0-\uFFE6]/u;

/** Kinsoku: what must not begin a line. Closing marks, dashes, iteration marks, small kana, and their narrow forms. */
const NEVER_FIRST =
  /^[、。，．,.・：；:;！？!?‼⁇⁈⁉…‥〕）］｝〉》」』】〙〗〟’”｠»)\]}%％‰℃°′″‐–—―〜～゠々〻ヽヾゝゞーぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰ-ㇿ｡､･ｧｨｩｪｫｬｭｮｯｰﾞﾟ｣]/u;

/** Kinsoku: what must not end a line. Opening marks, and signs that belong to the number after them. */
const NEVER_LAST = /^[「『（〔［｛〈《【〘〖〝‘“｟«([{｢$¥£€＄￥￡]/u;

/** Whether `text` begins with a character of a script that is written without spaces: Japanese or Chinese. */
export function isUnspacedScript(text: string): boolean {
  return UNSPACED_SCRIPT.test(text);
}

/** Whether the line-breaking rules forbid `text` at the start of a line. */
export function mayNotBeginLine(text: string): boolean {
  return NEVER_FIRST.test(text);
}

/** Whether the line-breaking rules forbid a line to end with the character `text`. */
export function mayNotEndLine(text: string): boolean {
  return NEVER_LAST.test(text);
}

/** The last character of `text` without the marks that combine with it; empty for an empty text. */
export function lastCharacter(text: string): string {
  return /\P{M}(?=\p{M}*$)/u.exec(text.slice(-16))?.[0] ?? "";
}
