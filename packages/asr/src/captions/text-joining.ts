import { isUnspacedScript, lastCharacter } from "./character-classes.ts";

/** Marks and endings that stand right after the word before them, where a recogniser gives them as words of their own. */
const CLINGS_TO_LEFT = /^(?:[,.!?:;%…)\]}”»]|’(?![\p{L}\p{N}])|['’](?:s|t|d|m|ll|re|ve)(?!\p{L}))/u;
const OPENING_MARK = /^[([{“‘«¿¡]$/u;

/**
 * The text on one line: every run of white space and control characters becomes a space, or nothing where a line break
 * stood beside Japanese or Chinese.
 */
export function foldWhitespace(text: string): string {
  const folded = text.replace(/[\s\p{Cc}]+/gu, (space, index: number, whole: string) => {
    if (!/[\r\n\u0085\u2028\u2029]/.test(space)) return " ";
    return separatorBetween(whole.slice(0, index), whole.slice(index + space.length));
  });
  return folded.trim();
}

/** What goes between two texts that follow each other: a space, or nothing in and beside Japanese and Chinese. */
export function separatorBetween(left: string, right: string): "" | " " {
  const last = lastCharacter(left);
  if (last === "" || right === "") return "";
  if (isUnspacedScript(last) || isUnspacedScript(right)) return "";
  return CLINGS_TO_LEFT.test(right) || OPENING_MARK.test(last) ? "" : " ";
}
