import { afterAll, describe, expect, it } from "vitest";
import type { SynthesisOptions } from "../synthesis-engine.ts";
import { createVoiceJaEngine } from "./voice-ja-engine.ts";

const engine = createVoiceJaEngine();
afterAll(() => engine[Symbol.asyncDispose]());

async function speak(
  text: SynthesisOptions["text"],
  options: Partial<SynthesisOptions> = {},
): Promise<number[]> {
  const seconds: number[] = [];
  for await (const block of engine.synthesize({ text, language: "ja", ...options }))
    seconds.push(block.length / 48_000);
  return seconds;
}

describe("the Japanese voice", () => {
  it("speaks kanji, numbers and dates, phrase by phrase", async () => {
    const [first, second, ...others] = await speak("十メートル前に進んでください。2026年5月3日です。");
    expect(others).toEqual([]);
    for (const seconds of [first, second]) {
      expect(seconds).toBeGreaterThan(1.5);
      expect(seconds).toBeLessThan(5);
    }
  });

  it("leaves out what it cannot speak, and says so when nothing is left", async () => {
    expect(await speak("。。。\n\n駅です。")).toHaveLength(1);
    for (const text of ["😀", "…。", " ", ""]) {
      await expect(speak(text)).rejects.toMatchObject({ name: "SynthesisError", code: "text_not_speakable" });
    }
  });

  it("stops when the signal aborts", async () => {
    const controller = new AbortController();
    const spoken = speak("とても長い文章です。".repeat(50), { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(spoken).rejects.toThrow("enough");
    expect(await speak("駅です。")).toHaveLength(1);
  });

  it("is one voice of one language", async () => {
    expect(engine.voices.map(({ id }) => id)).toEqual(["mei"]);
    await expect(speak("hello", { language: "en" })).rejects.toThrow("Japanese");
    await expect(speak("駅です。", { voice: "slt" })).rejects.toThrow('"slt"');
  });

  it("does not speak when it is closed, loaded or not", async () => {
    const closed = createVoiceJaEngine();
    await closed[Symbol.asyncDispose]();
    await expect(
      closed.synthesize({ text: "駅です。", language: "ja" })[Symbol.asyncIterator]().next(),
    ).rejects.toThrow("closed");
  });
});
