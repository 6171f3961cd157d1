import { describe, expect, it } from "vitest";
import { foldWhitespace, separatorBetween } from "./text-joining.ts";

describe("separatorBetween", () => {
  it.each([
    ["Hello", "world"],
    ["안녕하세요", "여러분"],
    ["음성", "API"],
    ["done.", "Next"],
    ["said", "“yes”"],
    ["’90s", "’tis"],
    ["5", "km"],
  ])("parts %j from %j with a space", (left, right) => {
    expect(separatorBetween(left, right)).toBe(" ");
  });

  it.each([
    ["今日", "は"],
    ["今天", "天气"],
    ["Kotoba", "は"],
    ["音声", "API"],
    ["です。", "Next"],
    ["スーパー", "2"],
    ["か\u3099", "Next"],
    ["", "Hello"],
    ["Hello", ","],
    ["don", "'t"],
    ["we", "’re"],
    ["50", "%"],
    ["(", "yes"],
    ["yes", ")"],
  ])("joins %j and %j", (left, right) => {
    expect(separatorBetween(left, right)).toBe("");
  });
});

describe("foldWhitespace", () => {
  it("makes one space of white space and control characters, and trims", () => {
    expect(foldWhitespace("\u0000 one\t two\u3000three\u00A0\u0007four \n")).toBe("one two three four");
    expect(foldWhitespace(" \r\n\u3000")).toBe("");
  });

  it("makes a space of a line break between Latin or Korean words", () => {
    expect(foldWhitespace("one\r\ntwo\u2028\n three")).toBe("one two three");
    expect(foldWhitespace("오늘은\n날씨가")).toBe("오늘은 날씨가");
  });

  it("drops a line break in and beside Japanese and Chinese, but not a space", () => {
    expect(foldWhitespace("今日は\n晴れ\r\nです")).toBe("今日は晴れです");
    expect(foldWhitespace("Kotoba\nは")).toBe("Kotobaは");
    expect(foldWhitespace("山田 太郎")).toBe("山田 太郎");
  });
});
