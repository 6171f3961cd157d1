import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wordErrorRate } from "./word-error-rate.ts";

describe("wordErrorRate", () => {
  it.each([
    ["go forward ten meters", "Go forward, ten meters.", 0],
    ["go forward ten meters", "go forward two meters", 0.25],
    ["go forward ten meters", "go forward meters", 0.25],
    ["go forward ten meters", "so go forward ten meters", 0.25],
    ["go forward ten meters", "", 1],
    ["don't", "dont", 1],
    ["", "", 0],
    ["", "one two", 2],
  ])("counts the errors of %j as %j", (expected, actual, rate) => {
    expect(wordErrorRate(expected, actual)).toBe(rate);
  });

  it("counts no more errors than changes were made", () => {
    const words = fc.array(fc.constantFrom<string[]>("a", "b", "c"), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(
        words,
        fc.nat(11),
        fc.constantFrom<string[][]>([], ["d"], ["d", "e"]),
        (spoken, at, replacement) => {
          const heard = spoken.toSpliced(at % spoken.length, 1, ...replacement);
          const errors = wordErrorRate(spoken.join(" "), heard.join(" ")) * spoken.length;
          expect(errors).toBeCloseTo(Math.max(1, replacement.length));
        },
      ),
    );
  });
});
