const DIGITS = "〇一二三四五六七八九";
const UNITS: readonly (readonly [string, number])[] = [
  ["千", 1000],
  ["百", 100],
  ["十", 10],
];
const NUMERAL =
  /^(?:[一二三四五六七八九]?千)?(?:[一二三四五六七八九]?百)?(?:[一二三四五六七八九]?十)?[一二三四五六七八九]?$/u;

/** The number, 0 to 9999, that some characters say, digits or kanji; undefined for anything else. */
export function parseJapaneseNumber(characters: readonly string[]): number | undefined {
  const text = characters.join("");
  if (/^\d{1,4}$/.test(text)) return Number(text);
  if (/^(零|〇|ゼロ)$/.test(text)) return 0;
  if (text === "" || !NUMERAL.test(text)) return undefined;
  let rest = text;
  let value = 0;
  for (const [sign, unit] of UNITS) {
    const at = rest.indexOf(sign);
    if (at === -1) continue;
    value += (at === 0 ? 1 : DIGITS.indexOf(rest.slice(0, at))) * unit;
    rest = rest.slice(at + 1);
  }
  return value + (rest === "" ? 0 : DIGITS.indexOf(rest));
}

/** A number, 0 to 9999, in kanji. */
export function japaneseNumber(value: number): string {
  if (value === 0) return "零";
  let rest = value;
  let text = "";
  for (const [sign, unit] of UNITS) {
    const count = Math.floor(rest / unit);
    rest %= unit;
    if (count > 0) text += (count === 1 ? "" : DIGITS[count]) + sign;
  }
  return text + (rest === 0 ? "" : DIGITS[rest]);
}
