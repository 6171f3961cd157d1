/** Languages that are written without spaces between words. */
const UNSPACED_LANGUAGES: ReadonlySet<string> = new Set(["ja", "zh", "th"]);

/** What stands between the words, and the utterances, of a language (ISO 639-1). */
export function wordSeparator(language: string): "" | " " {
  return UNSPACED_LANGUAGES.has(language) ? "" : " ";
}
