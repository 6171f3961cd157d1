/** Letters and signs that have no decomposition, and what to read for them. */
const SPELLINGS: Readonly<Record<string, string>> = {
  "‘": "'",
  "’": "'",
  "“": '"',
  "”": '"',
  "–": ", ",
  "—": ", ",
  "€": " euro ",
  "£": " pound ",
  æ: "ae",
  Æ: "Ae",
  œ: "oe",
  Œ: "Oe",
  ø: "o",
  Ø: "O",
  ł: "l",
  Ł: "L",
  ß: "ss",
};

/**
 * What flite, which knows nothing but ASCII, can speak of a text: letters without their accents, spaces for signs and scripts that
 * it does not know. Empty when that leaves no letter and no digit.
 */
export function speakableText(text: string): string {
  const spoken = text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^ -~]/gu, (character) => SPELLINGS[character] ?? " ")
    .replace(/ {2,}/g, " ")
    .trim();
  return /[a-z0-9]/i.test(spoken) ? spoken : "";
}
