// Made when first used: loading the dictionaries takes tens of milliseconds, which importing the package should not.
let graphemeSegmenter: Intl.Segmenter | undefined;
let wordSegmenter: Intl.Segmenter | undefined;

/** What a reader takes for one character each: letters with their marks, whole emoji. */
export function* graphemes(text: string): Generator<string, void> {
  graphemeSegmenter ??= new Intl.Segmenter("ja", { granularity: "grapheme" });
  for (const { segment } of graphemeSegmenter.segment(text)) yield segment;
}

/**
 * Words, spaces and punctuation marks, in order and without gaps. Japanese and Chinese are cut by a dictionary, which
 * serves every language: the locale is fixed so that captions do not depend on the machine.
 */
export function words(text: string): string[] {
  wordSegmenter ??= new Intl.Segmenter("ja", { granularity: "word" });
  return Array.from(wordSegmenter.segment(text), ({ segment }) => segment);
}
