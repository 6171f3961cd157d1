/** Before a name or an example: the full stop never ends the sentence. */
const LEADING = words(`
  Dr Mr Mrs Ms Mx Prof Rev Gen Col Capt Lt Sgt Cmdr Maj Sen Rep Gov Pres Hon Messrs St Mt Ft
  vs viz cf e.g i.e eg ie approx esp incl
`);

const LEADING_BY_LANGUAGE: Readonly<Record<string, ReadonlySet<string>>> = {
  de: words("Hr Fr bzw ca z z.B d d.h u u.a"),
  es: words("Sr Sra Sres Srta Dra Dña Gral Profa Lic Ing Arq Sto Sta EE Excmo Excma ej p.ej"),
  fr: words("M MM Mme Mmes Mlle Me ex p.ex"),
  it: words("Sig Sigg Dott Avv Ing"),
  pt: words("Sr Sra Dra Profa Exmo Exma"),
};

/** Before a number: the full stop ends nothing when a digit follows. */
const BEFORE_NUMBER = words(`
  No Nos no nos Nr nr Núm núm pág p pp Vol vol Ch ch Fig Figs fig figs Eq eq Sec sec Art art Ex ex c ca
  Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec
`);

/** Words that begin a sentence far more often than they continue a name. */
const OPENING = words(`
  A An The This That These Those There Here I He She It We You They My Your His Her Its Our Their
  And But Or So Then Now In On At As If When While After Before For From With However Please Let
  What Why How Who Where Yes No Not
`);

/** What an abbreviation must be followed by, for its full stop not to end the sentence. */
export type AbbreviationKind = "anything" | "number" | "name";

/**
 * What kind of abbreviation a word is; `undefined`: none that anything is known of.
 *
 * @param word - What stands before the full stop.
 */
export function abbreviationKind(word: string, language: string): AbbreviationKind | undefined {
  const [primary = ""] = language.toLowerCase().split("-");
  if (LEADING.has(word) || LEADING_BY_LANGUAGE[primary]?.has(word)) return "anything";
  if (BEFORE_NUMBER.has(word)) return "number";
  // Initials and acronyms: J. K. Rowling, the U.S. Senate.
  return /^(?:\p{L}\.)*\p{Lu}$/u.test(word) ? "name" : undefined;
}

/** Whether a capitalised word begins a sentence, rather than continuing a name. */
export function opensSentence(word: string): boolean {
  return OPENING.has(word);
}

function words(list: string): ReadonlySet<string> {
  return new Set(list.trim().split(/\s+/));
}
