import fc from "fast-check";
import { expect, it } from "vitest";
import { SentenceSplitter } from "./sentence-splitter.ts";

/** What text is made of, each a whole number of characters as users see them. */
const units = [
  ..."abIT19.,!?:;()[]\"'*-_`~ \n",
  ..."あカ漢。、！？．，「」（）『』…—“”　",
  ..."가नก𠮷😀♪«»„؟।",
  ..."１２",
  "👩‍👩‍👧",
  "🇯🇵",
  "👍🏽",
  "e\u0301",
  "か\u3099",
  "\r\n",
  "...",
  "\n\n",
  "Dr. ",
  "U.S. ",
  " The ",
  "etc. ",
  "https://a.b/c?d. ",
  "word ",
  "ことば",
  "long".repeat(30),
  "長い".repeat(40),
];
const unitArbitrary = fc.constantFrom(...units);
const texts = fc.array(unitArbitrary, { maxLength: 60 });
const settings = fc.record({
  language: fc.constantFrom("en", "ja", "es", "th", "??"),
  minFirstLength: fc.constantFrom(0, 10, 24, Number.POSITIVE_INFINITY),
  minLength: fc.constantFrom(0, 10, 300),
});

const withoutSpace = (text: string) => text.replace(/\s/g, "");

/** Cuts a text at places given as shares of its length: between the halves of a character, too. */
function pieces(text: string, shares: readonly number[]): string[] {
  const places = shares.map((share) => Math.floor(share * text.length)).sort((a, b) => a - b);
  return [0, ...places].map((place, index) => text.slice(place, places[index]));
}

const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 40 });

it("cuts a text in the same places whatever pieces it comes in", () => {
  fc.assert(
    fc.property(texts, settings, shares, (text, options, cuts) => {
      const whole = text.join("");
      const split = (parts: Iterable<string>) => {
        const splitter = new SentenceSplitter(options);
        return [...Array.from(parts, (part) => splitter.push(part)).flat(), ...splitter.flush()];
      };
      const expected = split([whole]);
      expect(split(pieces(whole, cuts))).toEqual(expected);
      expect(split(whole.split(""))).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

it("loses and doubles nothing, breaks no character and gives no blank sentence, pauses or not", () => {
  const pausing = fc.record({ parts: fc.array(fc.tuple(texts, fc.boolean()), { maxLength: 5 }), settings });
  fc.assert(
    fc.property(pausing, ({ parts, settings: options }) => {
      const splitter = new SentenceSplitter(options);
      const sentences: string[] = [];
      for (const [text, pause] of parts) {
        sentences.push(...splitter.push(text.join("")));
        const words = pause ? splitter.takeWords() : undefined;
        if (words !== undefined) sentences.push(words);
      }
      sentences.push(...splitter.flush());
      const whole = parts.flatMap(([text]) => text).join("");
      expect(withoutSpace(sentences.join(""))).toBe(withoutSpace(whole));

      const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
      const ends = new Set<number>([0]);
      for (const { segment, index } of graphemes.segment(whole)) {
        ends.add(withoutSpace(whole.slice(0, index + segment.length)).length);
      }
      let length = 0;
      for (const sentence of sentences) {
        expect(sentence.trim()).toBe(sentence);
        expect(sentence).toMatch(/^[^\n\r]+$/);
        length += withoutSpace(sentence).length;
        expect(ends).toContain(length);
      }
    }),
    { numRuns: 1000 },
  );
});

it("bears any text, even halves of characters", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.string({ unit: fc.nat(0xffff).map((code) => String.fromCharCode(code)) }),
        ),
      ),
      settings,
      (parts, options) => {
        const splitter = new SentenceSplitter(options);
        const sentences = parts.flatMap((part) => {
          const words = splitter.takeWords();
          return [...(words === undefined ? [] : [words]), ...splitter.push(part)];
        });
        sentences.push(...splitter.flush());
        expect(withoutSpace(sentences.join(""))).toBe(withoutSpace(parts.join("")));
        expect(sentences.filter((sentence) => sentence.trim() === "")).toEqual([]);
      },
    ),
    { numRuns: 500 },
  );
});
