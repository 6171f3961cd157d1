import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spokenPrefix } from "./spoken-prefix.ts";

describe("what was heard of a sentence", () => {
  it.each([
    ["en", "Hello there, world.", 0.1, ""],
    ["en", "Hello there, world.", 5 / 15, "Hello"],
    ["en", "Hello there, world.", 0.6, "Hello"],
    ["en", "Hello there, world.", 10 / 15, "Hello there,"],
    ["en", "Hello there, world.", 0.999, "Hello there,"],
    ["en", 'He said, "Stop."', 0.7, "He said,"],
    ["en", "It isn't 3.14 yet", 0.5, "It isn't"],
    ["ja", "はい、「東京」です。", 2 / 6, "はい、"],
    ["ja", "はい、「東京」です。", 4 / 6, "はい、「東京」"],
    ["ko", "저는 학생입니다.", 0.5, "저는"],
    ["en", "…!?", 0.9, ""],
  ])("(%s) %j, %d of it: %j", (language, text, share, heard) => {
    expect(spokenPrefix(text, share, language)).toBe(heard);
  });

  it("is nothing at the start and everything at the end, whatever the share says", () => {
    for (const share of [0, -1, Number.NaN]) expect(spokenPrefix("Hello.", share, "en")).toBe("");
    for (const share of [1, 1.5, Number.POSITIVE_INFINITY])
      expect(spokenPrefix(" Hello. ", share, "en")).toBe(" Hello. ");
  });

  it("grows with the share, is always a beginning of the text, and breaks no character", () => {
    const units = [..."ab1 .,!()「」。、あ漢カ𠮷😀กน가", "👩‍👩‍👧", "e\u0301", "か\u3099", "word ", "\r\n"];
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...units), { maxLength: 30 }),
        share,
        share,
        fc.constantFrom("en", "ja", "th", "??"),
        (parts, one, other, language) => {
          const text = parts.join("");
          const shorter = spokenPrefix(text, Math.min(one, other), language);
          const longer = spokenPrefix(text, Math.max(one, other), language);
          expect(text.startsWith(longer)).toBe(true);
          expect(longer.startsWith(shorter)).toBe(true);
          const ends = Array.from(graphemes.segment(text), ({ index }) => index);
          expect([...ends, text.length]).toContain(longer.length);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
