const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
/** The segmenter leaves it with the sentence before, where no space comes between. */
const OPENING_BRACKETS = /[\p{Ps}\p{Pi}]*$/u;

/** The sentences of a text, in any language, each with the space behind it; what comes last may have no end yet. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let opening = "";
  for (const { segment } of segmenter.segment(text)) {
    const all = opening + segment;
    opening = OPENING_BRACKETS.exec(all)?.[0] ?? "";
    const sentence = all.slice(0, all.length - opening.length);
    if (sentence !== "") sentences.push(sentence);
  }
  return opening === "" ? sentences : [...sentences, opening];
}
