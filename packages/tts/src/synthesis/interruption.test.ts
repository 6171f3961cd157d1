import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { interruptedAt, type SpokenSentence } from "./interruption.ts";

const complete = (text: string, seconds: number): SpokenSentence => ({ text, seconds, isComplete: true });
const partial = (text: string, seconds: number): SpokenSentence => ({ text, seconds, isComplete: false });

describe("what was heard", () => {
  it("ends at a word that was heard whole, with the punctuation behind it", () => {
    const sentences = [complete("One, two three.", 2), complete("Four five.", 1)];
    expect(interruptedAt(1.1, sentences, "en")).toEqual({
      spokenText: "One, two",
      unspokenText: "three. Four five.",
      sentences: [
        { text: "One, two three.", spokenShare: 0.55 },
        { text: "Four five.", spokenShare: 0 },
      ],
    });
  });

  it.each<[number, string]>([
    [0, ""],
    [2, "One two."],
    [2.6, "One two. Three"],
    [3, "One two. Three four."],
    [100, "One two. Three four."],
  ])("after %d s is %j", (playedSeconds, spokenText) => {
    const sentences = [complete("One two.", 2), complete("Three four.", 1)];
    expect(interruptedAt(playedSeconds, sentences, "en").spokenText).toBe(spokenText);
  });

  it("of a sentence that is being made goes by the rate of those before", () => {
    // 6 letters a second, so that these 12 take 2 s.
    const sentences = [complete("abcdef", 1), partial("abc def ghi jkl", 1.5)];
    expect(interruptedAt(2, sentences, "en")).toMatchObject({
      spokenText: "abcdef abc def",
      sentences: [{ spokenShare: 1 }, { spokenShare: 0.5 }],
    });
  });

  it.each<[string, string, number]>([
    ["ja", "今日はいい天気ですから散歩", 1],
    ["zh", "今天天气很好啊是", 0.9],
    ["en", "abcdefghijklmnopqrstuvwxyz", 1],
    ["xx", "abcdefghijklmnopqrstuvwx", 1],
    ["not a language", "abcdefghijklmnopqrstuvwx", 1],
  ])("of a first sentence in %s goes by what is usual", (language, text, seconds) => {
    const { sentences } = interruptedAt(seconds, [partial(text, seconds)], language);
    expect(sentences[0]?.spokenShare).toBeGreaterThan(0.4);
    expect(sentences[0]?.spokenShare).toBeLessThan(0.6);
  });

  it("is never more than what has come", () => {
    expect(
      interruptedAt(50, [partial("abcdefghijklmnopqrstuvwxyz", 0.5)], "en").sentences[0]?.spokenShare,
    ).toBe(0.25);
  });

  it("passes over sentences without sound", () => {
    const sentences = [complete("One.", 1), complete("…", 0), complete("Two.", 1)];
    expect(interruptedAt(1.5, sentences, "en").sentences.map(({ spokenShare }) => spokenShare)).toEqual([
      1, 1, 0.5,
    ]);
  });

  it("and what was not make up the text, whatever was played", () => {
    const sentence = fc.record({
      text: fc
        .array(fc.constantFrom("今日", "は", "。", "one", " ", "two", ", ", "🙂"), { minLength: 1 })
        .map((words) => words.join("")),
      seconds: fc.double({ min: 0, max: 10, noNaN: true }),
      isComplete: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(sentence),
        fc.double({ min: 0, max: 100, noNaN: true }),
        (sentences, playedSeconds) => {
          const { spokenText, unspokenText, sentences: told } = interruptedAt(playedSeconds, sentences, "ja");
          const bare = (text: string) => text.replaceAll(" ", "");
          if (told.every(({ spokenShare }) => spokenShare === 0)) expect(spokenText).toBe("");
          expect(bare(spokenText).length + bare(unspokenText).length).toBe(
            bare(sentences.map(({ text }) => text).join("")).length,
          );
          for (const { spokenShare } of told) {
            expect(spokenShare).toBeGreaterThanOrEqual(0);
            expect(spokenShare).toBeLessThanOrEqual(1);
          }
        },
      ),
    );
  });
});
