import { describe, expect, it } from "vitest";
import { breakLines } from "./line-breaking.ts";
import { textPieces } from "./text-pieces.ts";

function lines(text: string, maxColumns = 42, maxLines = 2): string[] | undefined {
  const pieces = textPieces(text, maxColumns);
  const layout = breakLines(pieces, 0, pieces.length, { maxColumns, maxLines });
  let from = 0;
  return layout?.ends.map((end) => {
    const line = text.slice(pieces[from]?.from, pieces[end - 1]?.to);
    from = end;
    return line;
  });
}

describe("breakLines", () => {
  it("leaves what fits in one line in one line", () => {
    expect(lines("You can find the paper at the front desk,")).toEqual([
      "You can find the paper at the front desk,",
    ]);
    expect(lines("あ".repeat(21))).toEqual(["あ".repeat(21)]);
    expect(lines("あ".repeat(22))).toHaveLength(2);
  });

  it("breaks English after punctuation, else before a word that leans on the next", () => {
    expect(lines("Good morning, everyone, and thank you for joining us.")).toEqual([
      "Good morning, everyone,",
      "and thank you for joining us.",
    ]);
    expect(lines("We rebuilt the whole pipeline for the people who use it every day.")).toEqual([
      "We rebuilt the whole pipeline",
      "for the people who use it every day.",
    ]);
  });

  it("breaks Japanese after punctuation, else where a phrase begins", () => {
    expect(lines("株式会社コトバの定例会議にご参加いただき、誠にありがとうございます。")).toEqual([
      "株式会社コトバの定例会議にご参加いただき、",
      "誠にありがとうございます。",
    ]);
    expect(lines("まずは営業部の山田さんからご報告をお願いしたいと思います。")).toEqual([
      "まずは営業部の山田さんから",
      "ご報告をお願いしたいと思います。",
    ]);
  });

  it("balances the lines, the shorter on top when two layouts are equal", () => {
    expect(lines("aaaa bbbb cccc", 10)).toEqual(["aaaa", "bbbb cccc"]);
    expect(lines("aaaa bbbb cccc dddd", 14)).toEqual(["aaaa bbbb", "cccc dddd"]);
  });

  it("breaks for balance rather than at a comma far from the middle", () => {
    expect(lines("So, nobody thought the measurement could be right")).toEqual([
      "So, nobody thought",
      "the measurement could be right",
    ]);
  });

  it("uses more lines when it may, and only as many as it must", () => {
    expect(lines("aaaa bbbb cccc", 4, 5)).toEqual(["aaaa", "bbbb", "cccc"]);
    expect(lines("aaaa bbbb cccc dddd", 9, 5)).toEqual(["aaaa bbbb", "cccc dddd"]);
    expect(lines("aaaa bbbb cccc", 4, 2)).toBeUndefined();
  });

  it("lets a line be too wide only for a single word", () => {
    expect(lines("see https://example.com/papers, please", 12, 3)).toEqual([
      "see",
      "https://example.com/papers,",
      "please",
    ]);
  });
});
