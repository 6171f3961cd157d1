import { describe, expect, it } from "vitest";
import type { Segment } from "../segment.ts";
import { captionCues } from "./caption-cues.ts";

const LIMITS = { maxColumns: 42, maxLines: 2, maxCueSeconds: 7 };

const segment = (text: string, start: number, end: number): Segment => ({ text, start, end });

/** Words of 0.3 s each, separated by `|`; `~` stands for half a second of silence. */
function spoken(text: string): Segment[] {
  let time = 0;
  return text.split("|").flatMap((word) => {
    const start = time;
    time += word === "~" ? 0.5 : 0.3;
    return word === "~" ? [] : [segment(word, start, time)];
  });
}

const cues = (segments: readonly Segment[], limits = LIMITS) =>
  captionCues(segments, limits).map(({ startMs, endMs, lines }) => [startMs, endMs, ...lines]);

const texts = (segments: readonly Segment[], limits = LIMITS) =>
  captionCues(segments, limits).map(({ lines }) => lines.join("/"));

describe("captionCues", () => {
  it("leaves sentences as they are", () => {
    const input = [
      segment("Dr. Smith will join us later.", 0.4, 2.64),
      segment("お手元の資料の5ページをご覧ください。", 2.72, 5.36),
      segment("I quite agree.", 5.44, 6.64),
      segment("So do I, then.", 6.64, 7.84),
    ];
    expect(cues(input)).toEqual([
      [400, 2640, "Dr. Smith will join us later."],
      [2720, 5360, "お手元の資料の5ページをご覧ください。"],
      [5440, 6640, "I quite agree."],
      [6640, 7840, "So do I, then."],
    ]);
  });

  it("merges words into sentences, English with spaces", () => {
    const input = spoken("We|started|this|project|in|2019,|and|it|works.|Nobody|on|the|team|believed|in|it.");
    expect(cues(input)).toEqual([
      [0, 2700, "We started this project in 2019,", "and it works."],
      [2700, 4800, "Nobody on the team believed in it."],
    ]);
  });

  it("merges words into sentences, Japanese without spaces and Korean with them", () => {
    const japanese =
      "お手元|の|資料|の|5|ページ|を|ご覧|ください|。|なければ|次|の|議題|に|移り|たい|と|思い|ます|。";
    expect(texts(spoken(japanese))).toEqual([
      "お手元の資料の5ページをご覧ください。",
      "なければ次の議題に移りたいと思います。",
    ]);
    expect(texts(spoken("오늘은|날씨가|좋네요."))).toEqual(["오늘은 날씨가 좋네요."]);
  });

  it("shows short sentences together when they are close, and apart when there is a pause", () => {
    expect(texts(spoken("はい。|営業部|の|山田|です。"))).toEqual(["はい。営業部の山田です。"]);
    expect(texts(spoken("はい。|~|~|営業部|の|山田|です。"))).toEqual(["はい。", "営業部の山田です。"]);
  });

  it("joins a sentence that is over in a moment with the next, even after a breath", () => {
    const next = "営業部の山田です。";
    expect(texts([segment("はい。", 0, 0.4), segment(next, 0.72, 2)])).toEqual(["はい。営業部の山田です。"]);
    expect(texts([segment("はい。", 0, 1), segment(next, 1.32, 2.6)])).toEqual(["はい。", next]);
  });

  it("joins what is short to the eye or to the ear", () => {
    expect(texts([segment("えーっと", 0, 1.2), segment("そうです", 1.2, 2.4)])).toEqual(["えーっとそうです"]);
    expect(texts([segment("unfortunately", 0, 0.8), segment("misunderstood", 0.8, 1.6)])).toEqual([
      "unfortunately misunderstood",
    ]);
  });

  it("begins a caption after a second of silence, wherever it falls", () => {
    expect(texts(spoken("東京|スカイ|~|ツリー"))).toEqual(["東京スカイツリー"]);
    expect(texts(spoken("東京|スカイ|~|~|ツリー"))).toEqual(["東京スカイ", "ツリー"]);
  });

  it("prefers to break at a silence when there is no punctuation", () => {
    const before = "we|went|to|the|harbour|on|a|cold|morning";
    const after = "nobody|was|there|except|for|the|gulls|and|a|single|boat|with|a|torn|sail";
    expect(texts(spoken(`${before}|${after}`))[0]).not.toMatch(/morning$/);
    expect(texts(spoken(`${before}|~|${after}`))[0]).toMatch(/morning$/);
  });

  it("divides a long sentence at its commas, in time with the width of the text", () => {
    const text = "本日はお忙しい中、株式会社コトバの定例会議にご参加いただき、誠にありがとうございます。";
    expect(cues([segment(text, 10, 18.6)])).toEqual([
      [10_000, 11_800, "本日はお忙しい中、"],
      [11_800, 18_600, "株式会社コトバの定例会議にご参加いただき、", "誠にありがとうございます。"],
    ]);
  });

  it("divides a long English sentence into captions that begin where a phrase does", () => {
    const text =
      "When we started this project in 2019, the state of the art was around 12.5 percent word error rate on conversational Japanese, and nobody on the team believed that we could get it below five.";
    expect(texts([segment(text, 0, 13)])).toEqual([
      "When we started this project in 2019,/the state of the art",
      "was around 12.5 percent word error rate/on conversational Japanese,",
      "and nobody on the team believed/that we could get it below five.",
    ]);
  });

  it("leaves no moment without a caption inside a segment, not even for the space between two", () => {
    const [first, second] = captionCues([segment(`${"word ".repeat(16)}word`, 0, 8.3)], LIMITS);
    expect(first?.endMs).toBe(second?.startMs);
  });

  it("divides by time as well", () => {
    const slow = [segment("ゆっくりと、とても静かに話しました", 0, 10.2)];
    expect(cues(slow)).toEqual([
      [0, 3600, "ゆっくりと、"],
      [3600, 10_200, "とても静かに話しました"],
    ]);
    expect(texts(slow, { ...LIMITS, maxCueSeconds: 20 })).toEqual(["ゆっくりと、とても静かに話しました"]);
  });

  it("does not divide a word or two, but takes them off in time", () => {
    expect(cues([segment("はい、そう", 3, 40)])).toEqual([[3000, 10_000, "はい、そう"]]);
  });

  it("shows no more at once than can be read in time, however wide the lines", () => {
    const long = [segment("word ".repeat(80), 0, 7)];
    const widths = captionCues(long, { ...LIMITS, maxColumns: 1000 }).map(
      ({ lines }) => lines.join(" ").length,
    );
    expect(Math.max(...widths)).toBeLessThanOrEqual(140);
    expect(widths).toHaveLength(3);
  });

  it("shows a short word for a second, unless the next caption begins sooner", () => {
    expect(cues([segment("Yes.", 1, 1.2), segment("Nobody on the team believed in it.", 3, 5)])[0]).toEqual([
      1000,
      2000,
      "Yes.",
    ]);
    expect(
      cues([
        segment("はい。", 1, 1.2),
        segment("お手元の資料の5ページをご覧ください、お願いいたします。", 1.6, 8.4),
      ]),
    ).toEqual([
      [1000, 1600, "はい。"],
      [1600, 8400, "お手元の資料の5ページをご覧ください、", "お願いいたします。"],
    ]);
  });

  it("keeps captions apart that begin at the same moment", () => {
    const sentence = "This sentence is long enough to stand alone, and to fill another line.";
    const input = [segment(sentence, 2, 2), segment(sentence, 2, 2), segment(sentence, 2, 7)];
    const all = captionCues(input, LIMITS);
    expect(all.map(({ startMs }) => startMs)).toEqual([2000, 2001, 2002]);
    expect(all.map(({ endMs }) => endMs)).toEqual([2001, 2002, 7002]);
  });
});
