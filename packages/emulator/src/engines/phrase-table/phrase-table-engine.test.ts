import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { phraseGrammar } from "./phrase-grammar.ts";
import { createPhraseTableEngine } from "./phrase-table-engine.ts";
import { business } from "./phrases/business.ts";
import { greetings } from "./phrases/greetings.ts";
import { travel } from "./phrases/travel.ts";

const engine = createPhraseTableEngine();

async function toJapanese(text: string): Promise<string> {
  return (await engine.translate({ text, source: "en", target: "ja" })).text;
}

async function toEnglish(text: string): Promise<string> {
  return (await engine.translate({ text, source: "ja", target: "en" })).text;
}

describe("English to Japanese", () => {
  it.each([
    ["go forward ten meters", "十メートル前に進んでください。"],
    ["go forward eleven meters", "十一メートル前に進んでください。"],
    ["Please go forward 1,250 metres!", "千二百五十メートル前に進んでください。"],
    ["go somewhere and do something", "どこかへ行って、何かをしてください。"],
    ["do something and go to the station", "何かをして、駅へ行ってください。"],
    ["turn left then go forward a hundred meters", "左に曲がってから百メートル前に進んでください。"],
    ["don't open the window", "窓を開けないでください。"],
    ["I'd like to go to Kyoto tomorrow at half past nine", "明日の九時半に京都へ行きたいです。"],
    ["can I take a photo here", "ここで写真を撮ってもいいですか。"],
    ["we have to send the report by email", "報告書を送らなければなりません。「by email」"],
    ["it's 10:30 a.m. now", "今午前十時三十分です。"],
    ["the meeting is on Monday at 3 pm", "会議は月曜日の午後三時です。"],
    ["today is May 3rd", "今日は五月三日です。"],
    ["it is two thousand and twenty six yen", "二千二十六円です。"],
    ["two tickets to Osaka, please", "大阪までの切符を二枚お願いします。"],
    ["HELLO. How are you?", "こんにちは。お元気ですか。"],
    ["the train is ten minutes late", "電車は十分遅れています。"],
  ])("%s", async (english, japanese) => {
    expect(await toJapanese(english)).toBe(japanese);
  });

  it("takes the sentences of a recogniser apart, which have no punctuation", async () => {
    expect(await toJapanese("hello how are you where is the station")).toBe(
      "こんにちは。お元気ですか。駅はどこですか。",
    );
  });
});

describe("the phrases", () => {
  const sentences = [...greetings, ...travel, ...business].filter((phrase) => !phrase.join("").includes("{"));

  it("are some hundreds, of which each English way to say it has its own translation", async () => {
    const wrong: string[] = [];
    for (const [english, japanese] of sentences) {
      for (const way of english.split(" | ")) {
        const found = await toJapanese(way);
        if (found !== `${japanese.split(" | ")[0]}。`) wrong.push(`${way}: ${found}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(sentences.length).toBeGreaterThan(150);
  });

  it("are all understood in Japanese too", async () => {
    for (const [, japanese] of sentences) {
      for (const text of japanese.split(" | ")) {
        expect(await engine.translate({ text, source: "ja", target: "en" })).toMatchObject({
          isComplete: true,
        });
      }
    }
  });

  it.each(["en-ja", "ja-en"] as const)("have no slot that nothing fits, from %s", (direction) => {
    const { rules, numbers } = phraseGrammar(direction);
    for (const rule of [...rules.values()].flat()) {
      expect(rule.source.length).toBeGreaterThan(0);
      for (const category of rule.slots) expect(rules.has(category) || numbers.has(category)).toBe(true);
    }
  });
});

describe("Japanese to English", () => {
  it.each([
    ["十メートル前に進んでください。", "Please go forward ten meters."],
    ["１メートル前に進んで下さい", "Please go forward one meter."],
    ["どこかへ行って、何かをしてください。", "Please go somewhere and do something."],
    ["明日の10時半に東京駅へ行きたいです", "I want to go to Tokyo station tomorrow at half past ten."],
    ["こんにちは。お元気ですか？", "Hello. How are you?"],
    ["窓を開けないでください", "Please do not open the window."],
    ["駅はどこですか", "Where is the train station?"],
    ["今日は五月三日です", "Today is May third."],
    ["三千五百円です", "It is three thousand five hundred yen."],
  ])("%s", async (japanese, english) => {
    expect(await toEnglish(japanese)).toBe(english);
  });
});

describe("what is not known", () => {
  it("passes through between brackets, and is not spoken as if it were a translation", async () => {
    const text = "my aunt likes cheese. please go forward ten meters";
    expect(await engine.translate({ text, source: "en", target: "ja" })).toEqual({
      text: "「my aunt likes cheese」十メートル前に進んでください。",
      spoken: "十メートル前に進んでください。翻訳できない言葉がありました。",
      isComplete: false,
    });
    expect(await engine.translate({ text: "吾輩は猫である。", source: "ja", target: "en" })).toEqual({
      text: "「吾輩は猫である」",
      spoken: "There were words that I cannot translate.",
      isComplete: false,
    });
  });

  it("keeps its words as they were written", async () => {
    expect(await toJapanese("The Cat's  cheese, isn't it")).toBe("「Cat's  cheese, isn't it」");
  });

  it.each(["there is no cheese", "the right answer may differ", "he had one too many"])(
    "is not mixed with words that mean something else there: %s",
    async (text) => {
      expect(await toJapanese(text)).toMatch(/^「[^」]*」$/);
    },
  );

  it("is nothing in an empty text", async () => {
    expect(await engine.translate({ text: " ... ", source: "en", target: "ja" })).toEqual({
      text: "",
      spoken: "",
      isComplete: true,
    });
  });

  it("is a pair that is not among its pairs", async () => {
    expect(engine.pairs).toEqual([
      { source: "en", target: "ja" },
      { source: "ja", target: "en" },
    ]);
    await expect(engine.translate({ text: "hola", source: "es", target: "ja" })).rejects.toThrow("es to ja");
  });
});

it("no word gets lost, whatever is said", async () => {
  const words = fc.constantFrom(
    "go",
    "forward",
    "ten",
    "meters",
    "please",
    "and",
    "the",
    "xyzzy",
    "no",
    "at",
    "3",
    "pm",
    "station",
    "?",
    "😀",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 12 }), async (said) => {
      const { text, isComplete } = await engine.translate({
        text: said.join(" "),
        source: "en",
        target: "ja",
      });
      expect(text.split("xyzzy").length).toBe(said.join(" ").split("xyzzy").length);
      expect(text.includes("「")).toBe(!isComplete);
      expect(await toJapanese(said.join(" "))).toBe(text);
    }),
  );
});

it("takes time that grows with the text, not faster", async () => {
  const text = "go forward ten meters and go to the station and ".repeat(40);
  expect((await toJapanese(text)).match(/十メートル/g)).toHaveLength(40);
});

it("stops when the signal aborts", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(engine.translate({ text: "hello", source: "en", target: "ja", signal })).rejects.toThrow(
    "enough",
  );
});
