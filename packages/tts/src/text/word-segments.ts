/** Cuts a text into words and what is between them, in the way of a language; of any, when its name is not known. */
export function wordSegments(text: string, language: string): Intl.Segments {
  return segmenterFor(language).segment(text);
}

function segmenterFor(language: string): Intl.Segmenter {
  try {
    return new Intl.Segmenter(language, { granularity: "word" });
  } catch {
    // A service may use names of its own, such as `zh_TW`.
    return new Intl.Segmenter("und", { granularity: "word" });
  }
}
