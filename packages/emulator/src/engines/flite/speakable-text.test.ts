import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { speakableText } from "./speakable-text.ts";

describe("what flite can speak of a text", () => {
  it.each([
    ["“It’s naïve,” said Søren—twice…", `"It's naive," said Soren, twice...`],
    ["ﬁne\ttab\nline", "fine tab line"],
    ["Go 日本語 home 😀", "Go home"],
    ["£7, 50% & #1", "pound 7, 50% & #1"],
    ["１２３", "123"],
    ["こんにちは", ""],
    ["... !? —", ""],
  ])("%j is %j", (text, spoken) => {
    expect(speakableText(text)).toBe(spoken);
  });

  it("is ASCII whatever comes, without what would end an argument", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(speakableText(text)).toMatch(/^[ -~]*$/);
      }),
    );
  });
});
