import { ConfigurationError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import { createScriptedEngine, type ScriptedAnswer } from "./scripted-engine.ts";

const greeting: ScriptedAnswer = [
  [
    { text: "good", start: 0.5, end: 0.8 },
    { text: "morning", start: 0.8, end: 1.4 },
  ],
  [{ text: "bye", start: 3, end: 3.5 }],
];
const halfSecond = new Int16Array(8000);

describe("createScriptedEngine", () => {
  it("says each word as its audio passes, and ends an utterance after the pause", async () => {
    await using engine = createScriptedEngine({ answers: [greeting] });
    await using recognition = await engine.open({ language: "en", silenceDurationMs: 500 });
    const partials: string[] = [];
    const ended: string[] = [];
    for (let half = 0; half < 7; half++) {
      const { partial, utterances } = await recognition.accept(halfSecond);
      partials.push(partial);
      ended.push(utterances.map(({ text, start, end }) => `${text} ${start}-${end}`).join());
    }
    expect(partials).toEqual(["", "good", "good morning", "", "", "", "bye"]);
    expect(ended).toEqual(["", "", "", "good morning 0.5-1.4", "", "", ""]);
    expect((await recognition.finish()).map(({ text }) => text)).toEqual(["bye"]);
  });

  it("gives the answers in order, and the last one again", async () => {
    const hello = [[{ text: "hello", start: 0, end: 1 }]];
    await using engine = createScriptedEngine({ answers: [greeting, hello] });
    const texts: string[] = [];
    for (let opened = 0; opened < 3; opened++) {
      await using recognition = await engine.open({ language: "en" });
      texts.push((await recognition.finish()).map(({ text }) => text).join(" / "));
    }
    expect(texts).toEqual(["good morning / bye", "hello", "hello"]);
  });

  it("is silent without answers", async () => {
    await using engine = createScriptedEngine({ answers: [] });
    await using recognition = await engine.open({ language: "en" });
    expect(await recognition.accept(halfSecond)).toEqual({ utterances: [], partial: "" });
    expect(await recognition.finish()).toEqual([]);
  });

  it("joins Japanese words without spaces", async () => {
    const answer = [
      [
        { text: "今日", start: 0, end: 0.5 },
        { text: "は", start: 0.5, end: 0.7 },
      ],
    ];
    await using engine = createScriptedEngine({ answers: [answer] });
    await using recognition = await engine.open({ language: "ja" });
    expect((await recognition.finish())[0]?.text).toBe("今日は");
  });

  it("refuses languages that it was not told, and obeys the signal", async () => {
    await using engine = createScriptedEngine({ languages: ["en"], answers: [] });
    await expect(engine.open({ language: "ja" })).rejects.toThrow(ConfigurationError);
    const controller = new AbortController();
    await using recognition = await engine.open({ language: "en", signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(recognition.accept(halfSecond)).rejects.toThrow("enough");
  });
});
