import { describe, expect, it } from "vitest";
import { commonBeginning } from "./common-beginning.ts";

/** What each text says beyond the common beginning. */
function rests(first: string, second: string) {
  const common = commonBeginning(first, second);
  return common && [first.slice(common.endInFirst), second.slice(common.endInSecond)];
}

describe("commonBeginning", () => {
  it.each([
    ["One.", "one", [".", ""]],
    ["One.", "One, two.", [".", ", two."]],
    ["one two", "One.", [" two", "."]],
    ["今日は", "今日は、元気ですか", ["", "、元気ですか"]],
    ["go forward ten meters", "go forward then meters", ["", ""]],
    ["He was not an ill disposed man", "he was not ill disposed man and more", ["", " and more"]],
    ["ÉTÉ", "été", ["", ""]],
  ])("of %j and %j leaves what lies behind", (first, second, expected) => {
    expect(rests(first, second)).toEqual(expected);
  });

  it.each([
    ["Uh.", "Hello there."],
    ["twenty three", "23 people came"],
    ["", "anything"],
    ["…", "anything"],
    ["one", ""],
  ])("of %j and %j is none", (first, second) => {
    expect(commonBeginning(first, second)).toBeUndefined();
  });
});
