import { describe, expect, it } from "vitest";
import { CollectedTurns } from "../output/collected-turns.ts";
import { sentenceTurns } from "./sentence-turns.ts";

/** The turns of some text that comes piece by piece, or of audio alone (no text). */
function turnsOf(...pieces: readonly (readonly [time: number, text?: string])[]) {
  const turns = new CollectedTurns();
  const sentences = sentenceTurns(turns);
  for (const [time, text] of pieces) {
    if (text === undefined) sentences.show({ type: "committed", raw: undefined }, time);
    else sentences.show({ type: "partial_transcript", text, raw: undefined }, time);
  }
  const ended = [...turns.ended];
  void sentences.end();
  return { ended, all: turns.ended };
}

describe("the text of a translation, as turns", () => {
  it("is a turn for each sentence, from its first words to its last", () => {
    const { ended, all } = turnsOf([1, "Good"], [1.5, " morning."], [2, " How are you?"], [2.5, " Fine"]);
    expect(ended).toEqual([
      { text: "Good morning.", start: 1, end: 2 },
      { text: "How are you?", start: 2, end: 2.5 },
    ]);
    expect(all.slice(2)).toEqual([{ text: "Fine", start: 2.5, end: 2.5 }]);
  });

  it("is cut in Japanese, too, and not inside a number", () => {
    expect(turnsOf([0, "おはよう。お元"], [0.5, "気ですか。「は"], [1, "い。」と"]).ended).toEqual([
      { text: "おはよう。", start: 0, end: 0 },
      { text: "お元気ですか。", start: 0, end: 0.5 },
      { text: "「はい。」", start: 0.5, end: 1 },
    ]);
    expect(turnsOf([0, "It is 3."], [0.5, "5 metres"]).ended).toEqual([]);
  });

  it("ends with a pause, at the time of its last words, also while only audio comes", () => {
    const turn = { text: "and so on", start: 0, end: 0.5 };
    expect(turnsOf([0, "and so"], [0.5, " on"], [1.4]).ended).toEqual([]);
    expect(turnsOf([0, "and so"], [0.5, " on"], [1.5]).ended).toEqual([turn]);
    expect(turnsOf([0, "and so"], [0.5, " on"], [3, " but"]).all).toEqual([
      turn,
      { text: "but", start: 3, end: 3 },
    ]);
  });

  it("is none for blanks", () => {
    expect(turnsOf([0, " "], [2, "\n"], [4]).all).toEqual([]);
  });
});
