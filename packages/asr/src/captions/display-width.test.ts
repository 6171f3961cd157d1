import { describe, expect, it } from "vitest";
import { columnOffsets, displayWidth } from "./display-width.ts";

describe("displayWidth", () => {
  it.each([
    ["", 0],
    ["Kotoba 1.5%", 11],
    ["café naïve", 10],
    ["言葉", 4],
    ["コトバ。", 8],
    ["ｺﾄﾊﾞ", 4],
    ["ＡＢ１", 6],
    ["안녕", 4],
    ["語るAI", 6],
    ["𠮷野家", 6],
    ["😀", 2],
    ["👨‍👩‍👧", 2],
    ["🇯🇵", 2],
    ["❤️", 2],
    ["“…—”", 4],
  ])("of %j is %i columns", (text, columns) => {
    expect(displayWidth(text)).toBe(columns);
  });

  it("gives nothing to marks that combine with a letter, nor to invisible characters", () => {
    expect(displayWidth("e\u0301")).toBe(1);
    expect(displayWidth("か\u3099")).toBe(2);
    expect(displayWidth("\u1112\u1161\u11AB")).toBe(2);
    expect(displayWidth("a\u200Bb\u2060")).toBe(2);
  });
});

describe("columnOffsets", () => {
  it("counts the columns before each index, and all of them at the end", () => {
    expect([...columnOffsets("aあb")]).toEqual([0, 1, 3, 4]);
    expect([...columnOffsets("😀e\u0301!")]).toEqual([0, 0, 2, 2, 3, 4]);
    expect([...columnOffsets("")]).toEqual([0]);
  });
});
