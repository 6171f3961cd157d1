import fc from "fast-check";
import { expect, it } from "vitest";
import { SaidAgain } from "./said-again.ts";

/** What is delivered of deltas, behind what was delivered before. */
function delivered(before: string, ...deltas: string[]): string[] {
  const saidAgain = new SaidAgain(before);
  return deltas.map((delta) => saidAgain.next(delta));
}

it("leaves out what was delivered, also where a delta goes on beyond it", () => {
  expect(delivered("one tw", "one", "", " two", " three")).toEqual(["", "", "o", " three"]);
});

it("delivers everything where nothing was delivered before", () => {
  expect(delivered("", "one", " two")).toEqual(["one", " two"]);
});

it("goes on with whole words where it is said in other words", () => {
  expect(delivered("I scream", "Ice", " cream is", " cold")).toEqual(["", " is", " cold"]);
  expect(delivered("one two", "won too", " th", "ree")).toEqual(["", " th", "ree"]);
  // The rest of a word that was begun otherwise is none.
  expect(delivered("abc", "xyz", "zy w")).toEqual(["", " w"]);
});

it("goes on at once in a language that puts no spaces between words", () => {
  expect(delivered("今日は", "京は", "雨です", "。")).toEqual(["", "です", "。"]);
});

it("delivers a text that is said the same once, however it is cut", () => {
  const words = fc.array(fc.stringMatching(/^ ?[a-z]{1,5}$/), { maxLength: 12 });
  fc.assert(
    fc.property(words, fc.nat(60), (deltas, length) => {
      const whole = deltas.join("");
      const before = whole.slice(0, length);
      expect(before + delivered(before, ...deltas).join("")).toBe(whole);
    }),
  );
});

it("never delivers more than was said, whatever was said before", () => {
  const deltas = fc.array(fc.stringMatching(/^[ab ]{0,6}$/), { maxLength: 12 });
  fc.assert(
    fc.property(fc.stringMatching(/^[ab ]{0,12}$/), deltas, (before, said) => {
      const more = delivered(before, ...said).join("");
      expect(more.length).toBeLessThanOrEqual(Math.max(0, said.join("").length - before.length));
    }),
  );
});
