import { describe, expect, it } from "vitest";
import { BREAK_COST } from "./break-cost.ts";
import { textPieces } from "./text-pieces.ts";

function pieces(text: string, maxColumns = 42): string[] {
  return textPieces(text, maxColumns).map(({ from, to }) => text.slice(from, to));
}

/** The cost of a break between `left` and `right`; undefined where none is allowed. */
function costBetween(left: string, right: string): number | undefined {
  const end = left.trimEnd().length;
  return textPieces(left + right, 42).find(({ to }) => to === end)?.breakCost;
}

describe("textPieces", () => {
  it("never cuts Latin words, numbers and addresses", () => {
    const text = "It’s 3.14% of 1,000: see https://example.com/a-b?c=d&e=f#g, don't e-mail.";
    expect(pieces(text, 10)).toEqual(text.split(" "));
  });

  it("cuts Korean at its spaces only", () => {
    expect(pieces("오늘은 날씨가 좋네요.")).toEqual(["오늘은", "날씨가", "좋네요."]);
  });

  it("cuts Chinese and Japanese between words, and where Latin begins and ends", () => {
    expect(pieces("我们研究语音识别，谢谢。")).toEqual(["我们", "研究", "语音", "识别，", "谢谢。"]);
    expect(pieces("東京でKotoba APIを使う")).toEqual(["東京", "で", "Kotoba", "API", "を", "使う"]);
  });

  it("keeps marks with their word: closing ones and small kana behind it, opening ones before it", () => {
    expect(pieces("彼は「東京（日本）」と言った。")).toEqual([
      "彼",
      "は",
      "「東京",
      "（日本）」",
      "と",
      "言った。",
    ]);
    expect(pieces("わあ！？……人々")).toEqual(["わあ！？……", "人々"]);
  });

  it("keeps a number with its unit, and straight quotation marks with both sides", () => {
    expect(pieces("2024年3月に100％")).toEqual(["2024年", "3月", "に", "100％"]);
    expect(pieces('彼は"東京"と')).toEqual(["彼", 'は"東京"と']);
  });

  it("tells the columns of each piece, spaces counted between them", () => {
    const columns = textPieces("Hi 東京 x", 42).map(({ fromColumn, toColumn }) => [fromColumn, toColumn]);
    expect(columns).toEqual([
      [0, 2],
      [3, 7],
      [8, 9],
    ]);
  });

  it("cuts a full-width word that is wider than a line, before small kana only in need", () => {
    expect(pieces("안녕하세요여러분", 6)).toEqual(["안녕하", "세요여", "러분"]);
    expect(pieces("ファッションショー", 6).join("|")).toMatch(/^ファッ\|ション\|/);
    expect(pieces("あーーーーーー", 8)).toEqual(["あーーー", "ーーー"]);
  });

  it("has no empty pieces where marks meet", () => {
    expect(pieces("」「、（")).toEqual(["」", "「、", "（"]);
  });
});

describe("the cost of a break", () => {
  it.each([
    ["終わりました。", "次は"],
    ["本当ですか？", "はい"],
    ["「もう終わりました。」", "次"],
    ["えっと…", "その"],
    ["谢谢！", "我们"],
    ["It ended. ", "Then"],
    ["“It ended.” ", "Then"],
    ["Did it? ", "Yes"],
    ["No. ", "Then"],
    ["안녕하세요. ", "오늘은"],
  ])("is that of a sentence end in %j + %j", (left, right) => {
    expect(costBetween(left, right)).toBe(BREAK_COST.sentenceEnd);
  });

  it.each([
    ["Dr. ", "Smith"],
    ["from J. ", "Smith"],
    ["“Why?” ", "she"],
    ["well… ", "maybe"],
    ["「終わりました。」", "と言った"],
  ])("is not that of a sentence end in %j + %j", (left, right) => {
    expect(costBetween(left, right)).toBeGreaterThan(BREAK_COST.sentenceEnd);
  });

  it.each([
    ["clauseEnd", "ですが、", "今期"],
    ["clauseEnd", "in 2019, ", "the"],
    ["clauseEnd", "（東京）", "大阪"],
    ["clauseEnd", "思います", "はい"],
    ["phraseEnd", "今期の", "業績"],
    ["phraseEnd", "会議に", "ご参加"],
    ["phraseEnd", "これは", "とても"],
    ["phraseEnd", "people ", "who"],
    ["phraseEnd", "날씨가 ", "좋네요"],
    ["betweenWords", "定例", "会議"],
    ["betweenWords", "word ", "error"],
    ["betweenWords", "개발한 ", "음성"],
    ["insidePhrase", "the ", "paper"],
    ["insidePhrase", "12.5 ", "percent"],
    ["insidePhrase", "とても", "いい"],
    ["insidePhrase", "思います", "から"],
    ["beforeSuffix", "「東京」", "は"],
    ["beforeSuffix", "会議", "に"],
    ["beforeSuffix", "とても", "ね"],
    ["beforeSuffix", "ありがとう", "ございます"],
    ["beforeSuffix", "大切なこと", "です"],
    ["beforeSuffix", "スカイ", "ツリー"],
    ["beforeSuffix", "我们", "的"],
    ["insideWord", "会議にご", "参加"],
  ] as const)("is %s in %j + %j", (kind, left, right) => {
    expect(costBetween(left, right)).toBe(BREAK_COST[kind]);
  });
});
