import fc from "fast-check";
import { expect, it } from "vitest";
import { MAX_PHRASE_LENGTH, phrasesOf } from "./phrases-of.ts";

it.each([
  ["こんにちは。お元気ですか？はい！", ["こんにちは。", "お元気ですか？", "はい！"]],
  [
    "「はい。」と言った。（本当？）ええ……まあ。",
    ["「はい。」", "と言った。", "（本当？）", "ええ……", "まあ。"],
  ],
  ["円周率は3.14です。v1.2. 次", ["円周率は3.14です。", "v1.2.", "次"]],
  ["全角の１．５も，である．次", ["全角の１．５も，である．", "次"]],
  ["題名\r\n\r\n本文\nつづき", ["題名", "本文", "つづき"]],
  ["ベルは\u0007鳴る\ud800か\udc00", ["ベルは 鳴る か"]],
  ["か\u3099 は\u309a", ["が ぱ"]],
  [" \n\t\u0000", []],
])("cuts %j into %j", (text, phrases) => {
  expect([...phrasesOf(text)]).toEqual(phrases);
});

it("cuts long sentences at a comma, failing that between words, failing that anywhere", () => {
  const clause = "これは長い文の一部で、";
  expect([...phrasesOf(clause.repeat(20))]).toEqual([clause.repeat(9), clause.repeat(9), clause.repeat(2)]);
  const numbers = "売上は12,345円と";
  expect([...phrasesOf(numbers.repeat(10))]).toEqual([numbers.repeat(9), numbers]);
  const words = "長い文の一部です";
  expect([...phrasesOf(words.repeat(20))]).toEqual([
    `${words.repeat(12)}長い`,
    `文の一部です${words.repeat(7)}`,
  ]);
  const many = "亜".repeat(90);
  expect([...phrasesOf(`${many}のために、お金${many}`)]).toEqual([`${many}のために、`, `お金${many}`]);
  expect([...phrasesOf(`${many}にお金${many}`)]).toEqual([`${many}にお金亜亜亜亜亜亜亜`, "亜".repeat(83)]);
  expect([...phrasesOf("亜".repeat(150))]).toEqual(["亜".repeat(100), "亜".repeat(50)]);
  expect([...phrasesOf(`亜${"😀".repeat(60)}`)]).toEqual([`亜${"😀".repeat(49)}`, "😀".repeat(11)]);
});

it("keeps every sign that is written, in order, in phrases that are not too long", () => {
  const prose = fc
    .array(
      fc.oneof(
        fc.constantFrom(..."あア亜、。！」. \n\u0000é😀", "長い".repeat(30)),
        fc.string({ unit: "binary" }),
      ),
    )
    .map((parts) => parts.join(""));
  const written = (text: string): string => text.normalize("NFC").replace(/[\s\p{Cc}\p{Cs}]/gu, "");
  fc.assert(
    fc.property(prose, (text) => {
      const phrases = [...phrasesOf(text)];
      expect(written(phrases.join(""))).toBe(written(text));
      for (const phrase of phrases) {
        expect(phrase).not.toBe("");
        expect(phrase.length).toBeLessThanOrEqual(MAX_PHRASE_LENGTH);
        expect(phrase).not.toMatch(/\p{Cs}/u);
      }
    }),
  );
});

it("begins with a text of any length at once", () => {
  const [first] = phrasesOf("長い話です。".repeat(1_000_000));
  expect(first).toBe("長い話です。");
});
