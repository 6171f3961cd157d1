import { describe, expect, it } from "vitest";
import { SaidFromMiddle } from "./said-from-middle.ts";

const BEFORE = "this is what was said before the line broke and";

describe("SaidFromMiddle", () => {
  it.each([
    [
      "before the line broke and then it went on",
      "this is what was said before the line broke and then it went on",
    ],
    [
      "for the line broke, and then it went on",
      "this is what was said for the line broke, and then it went on",
    ],
    ["and then", "this is what was said before the line broke and then"],
    ["Good morning everyone in the room", `${BEFORE} Good morning everyone in the room`],
    ["", BEFORE],
  ])("puts %j behind what stands", (text, expected) => {
    expect(new SaidFromMiddle(BEFORE).whole(text).trim()).toBe(expected);
  });

  it.each([
    ["before the line broke and then it went on", `${BEFORE} then it went on`],
    ["Good morning everyone in the room", `${BEFORE} Good morning everyone in the room`],
    ["and then", `${BEFORE} then`],
  ])("delivers of the deltas of %j what is new", (text, expected) => {
    for (const cut of [1, 3, 7]) {
      const again = new SaidFromMiddle(BEFORE);
      const deltas = text.match(new RegExp(`.{1,${cut}}`, "gsu")) ?? [];
      const more = deltas.map((delta) => again.next(delta)).join("") + again.flush();
      expect(BEFORE + more).toBe(expected);
    }
  });

  it("knows characters where no words stand apart", () => {
    const again = new SaidFromMiddle("今日はとても良い天気");
    expect(again.whole("とても良い天気ですね")).toBe("今日はとても良い天気ですね");
    expect(again.next("とても良い天気です") + again.next("ね")).toBe("ですね");
  });
});
