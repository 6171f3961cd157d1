const SMALL = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
  "sixteen",
  "seventeen",
  "eighteen",
  "nineteen",
];
const TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ORDINALS = [
  "zeroth",
  "first",
  "second",
  "third",
  "fourth",
  "fifth",
  "sixth",
  "seventh",
  "eighth",
  "ninth",
  "tenth",
  "eleventh",
  "twelfth",
  "thirteenth",
  "fourteenth",
  "fifteenth",
  "sixteenth",
  "seventeenth",
  "eighteenth",
  "nineteenth",
];
const ORDINAL_TENS = ["twentieth", "thirtieth"];

/** The number, 0 to 9999, that some words (lower case, without `a`) or digits say; undefined for anything else. */
export function parseEnglishNumber(words: readonly string[]): number | undefined {
  const [first = "", ...others] = words;
  if (others.length === 0 && /^\d{1,4}$/.test(first)) return Number(first);
  const thousand = words.indexOf("thousand");
  if (thousand === -1) return belowTenThousand(words, 99);
  return sum(multiple(words.slice(0, thousand), 9, 1000), words.slice(thousand + 1), (rest) =>
    belowTenThousand(rest, 9),
  );
}

/** The day of a month that an ordinal (`third`, or the tokens `3` and `rd`) or a number says; undefined for anything else. */
export function parseEnglishOrdinal(words: readonly string[]): number | undefined {
  const [first = "", second, ...others] = words;
  if (
    second !== undefined &&
    others.length === 0 &&
    /^(st|nd|rd|th)$/.test(second) &&
    /^\d{1,2}$/.test(first)
  ) {
    return Number(first);
  }
  const value = englishOrdinals.indexOf(words.join(" "));
  return value === -1 ? parseEnglishNumber(words) : value;
}

/** A number, 0 to 9999, in words. */
export function englishNumber(value: number): string {
  if (value < 20) return SMALL[value] ?? "";
  if (value < 100) return joined(TENS[Math.floor(value / 10) - 2] ?? "", value % 10);
  if (value < 1000) return joined(`${SMALL[Math.floor(value / 100)]} hundred`, value % 100);
  return joined(`${englishNumber(Math.floor(value / 1000))} thousand`, value % 1000);
}

/** The ordinal of a day of a month, in words. */
export function englishOrdinal(value: number): string {
  return englishOrdinals[value] ?? "";
}

const englishOrdinals: readonly string[] = [
  ...ORDINALS,
  ...ORDINAL_TENS.flatMap((tens, index) => [
    tens,
    ...ORDINALS.slice(1, 10).map((ordinal) => `${TENS[index]} ${ordinal}`),
  ]),
];

function joined(high: string, low: number): string {
  return low === 0 ? high : `${high} ${englishNumber(low)}`;
}

/** @param mostHundreds - 99 where no thousand stands before: twelve hundred. */
function belowTenThousand(words: readonly string[], mostHundreds: number): number | undefined {
  const hundred = words.indexOf("hundred");
  if (hundred === -1) return belowHundred(words);
  return sum(multiple(words.slice(0, hundred), mostHundreds, 100), words.slice(hundred + 1), belowHundred);
}

/** How many hundreds or thousands; the word alone is one. */
function multiple(words: readonly string[], most: number, unit: number): number | undefined {
  const count = words.length === 0 ? 1 : belowHundred(words);
  return count === undefined || count === 0 || count > most ? undefined : count * unit;
}

function sum(
  high: number | undefined,
  [first, ...others]: readonly string[],
  parse: (words: readonly string[]) => number | undefined,
): number | undefined {
  if (high === undefined || first === undefined) return high;
  const low = parse(first === "and" ? others : [first, ...others]);
  return low === undefined || low === 0 ? undefined : high + low;
}

function belowHundred(words: readonly string[]): number | undefined {
  const [first = "", second, ...others] = words;
  if (others.length > 0) return undefined;
  if (second === undefined && SMALL.includes(first)) return SMALL.indexOf(first);
  const tens = TENS.indexOf(first);
  if (tens === -1) return undefined;
  const ones = second === undefined ? 0 : SMALL.indexOf(second);
  const isNumber = ones >= (second === undefined ? 0 : 1) && ones < 10;
  return isNumber ? (tens + 2) * 10 + ones : undefined;
}
