import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { englishNumber, englishOrdinal, parseEnglishNumber, parseEnglishOrdinal } from "./english-numbers.ts";
import { japaneseNumber, parseJapaneseNumber } from "./japanese-numbers.ts";

const numbers = fc.integer({ min: 0, max: 9999 });

describe("numbers", () => {
  it.each([
    [0, "zero", "零"],
    [7, "seven", "七"],
    [10, "ten", "十"],
    [19, "nineteen", "十九"],
    [20, "twenty", "二十"],
    [42, "forty two", "四十二"],
    [100, "one hundred", "百"],
    [111, "one hundred eleven", "百十一"],
    [305, "three hundred five", "三百五"],
    [1000, "one thousand", "千"],
    [2026, "two thousand twenty six", "二千二十六"],
    [9999, "nine thousand nine hundred ninety nine", "九千九百九十九"],
  ])("%i is %s and %s", (value, english, japanese) => {
    expect([englishNumber(value), japaneseNumber(value)]).toEqual([english, japanese]);
  });

  it("are read as they are written, in words, kanji and digits", () => {
    for (let value = 0; value <= 9999; value++) {
      const read = [
        parseEnglishNumber(englishNumber(value).split(" ")),
        parseEnglishNumber([String(value)]),
        parseJapaneseNumber([...japaneseNumber(value)]),
        parseJapaneseNumber([...String(value)]),
      ];
      expect(read).toEqual([value, value, value, value]);
    }
  });

  it.each([
    ["hundred", 100],
    ["two hundred and fifty", 250],
    ["twelve hundred", 1200],
    ["thousand and one", 1001],
    ["three thousand four hundred and twenty one", 3421],
  ])("may be said as %s", (words, value) => {
    expect(parseEnglishNumber(words.split(" "))).toBe(value);
  });

  it.each([
    "",
    "ten five",
    "twenty ten",
    "twenty zero",
    "zero hundred",
    "two thousand zero",
    "and five",
    "ten and",
    "12345",
    "1.5",
    "ten thousand",
  ])("are not made of %j", (words) => {
    expect(parseEnglishNumber(words.split(" "))).toBeUndefined();
  });

  it.each(["", "百千", "一十百", "二二", "十メ", "12345", "十零"])("are not made of %j", (text) => {
    expect(parseJapaneseNumber([...text])).toBeUndefined();
  });

  it("are never read in two ways", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(..."〇零一二九十百千5"), { maxLength: 6 }), (characters) => {
        const value = parseJapaneseNumber(characters);
        if (value !== undefined) expect(parseJapaneseNumber([...japaneseNumber(value)])).toBe(value);
      }),
    );
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(englishNumber(a) === englishNumber(b)).toBe(a === b);
      }),
    );
  });

  it("of days are ordinals in English", () => {
    for (let day = 1; day <= 31; day++) expect(parseEnglishOrdinal(englishOrdinal(day).split(" "))).toBe(day);
    expect([englishOrdinal(3), englishOrdinal(12), englishOrdinal(21), englishOrdinal(30)]).toEqual([
      "third",
      "twelfth",
      "twenty first",
      "thirtieth",
    ]);
    expect([
      parseEnglishOrdinal(["3", "rd"]),
      parseEnglishOrdinal(["three"]),
      parseEnglishOrdinal(["rd"]),
    ]).toEqual([3, 3, undefined]);
  });
});
