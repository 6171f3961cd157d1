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

it("goes on behind what is alike where it is said a little otherwise", () => {
  expect(delivered("ten meters for", "10 meters", " forward", " now")).toEqual(["", "ward", " now"]);
  expect(delivered("One two", "one, two", " three")).toEqual(["", " three"]);
  expect(delivered("今日は雨", "今日は、雨", "です。")).toEqual(["", "です。"]);
});

it("says everything where it is said in other words altogether: a word too many is better than one too few", () => {
  expect(delivered("twenty three", "23 people", " came")).toEqual(["", " 23 people came"]);
  expect(delivered("今日は", "京の空", "です", "。")).toEqual(["", "京の空です", "。"]);
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

it("never delivers more than was said and a space, whatever was said before", () => {
  const deltas = fc.array(fc.stringMatching(/^[ab ]{0,6}$/), { maxLength: 12 });
  fc.assert(
    fc.property(fc.stringMatching(/^[ab ]{0,12}$/), deltas, (before, said) => {
      const more = delivered(before, ...said).join("");
      expect(more.length).toBeLessThanOrEqual(said.join("").length + 1);
    }),
  );
});
