import { ConfigurationError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import { createScriptedSynthesisEngine, type ScriptedPhrase } from "./scripted-synthesis-engine.ts";
import type { SynthesisEngine, SynthesisOptions } from "./synthesis-engine.ts";
import { SynthesisError } from "./synthesis-error.ts";

async function speak(
  engine: SynthesisEngine,
  options: Partial<SynthesisOptions> = {},
): Promise<Float32Array[]> {
  const blocks: Float32Array[] = [];
  const request = { text: "One. Two.", language: "en", ...options };
  for await (const block of engine.synthesize(request)) blocks.push(block);
  return blocks;
}

describe("a scripted synthesis engine", () => {
  it("sounds a tone that is as long as the text", async () => {
    const blocks = await speak(createScriptedSynthesisEngine({ sampleRate: 1000 }), { text: "0123456789" });
    expect(blocks.map(({ length }) => length)).toEqual([600]);
    expect(Math.max(...(blocks[0] ?? []))).toBeCloseTo(0.5, 1);
  });

  it("says for each phrase what it is told to", async () => {
    const asked: ScriptedPhrase[] = [];
    const engine = createScriptedSynthesisEngine({
      speak(phrase) {
        asked.push(phrase);
        return [Float32Array.of(phrase.index), Float32Array.of(-phrase.index)];
      },
    });
    expect(await speak(engine, { voice: "en-man" })).toEqual(
      [0, -0, 1, -1].map((sample) => Float32Array.of(sample)),
    );
    const common = { language: "en", voice: "en-man", sampleRate: 24_000 };
    expect(asked).toEqual([
      { ...common, text: "One.", index: 0 },
      { ...common, text: "Two.", index: 1 },
    ]);
  });

  it("fails as it is told to", async () => {
    const engine = createScriptedSynthesisEngine({
      async *speak({ index }) {
        yield Float32Array.of(index);
        throw new SynthesisError("text_not_speakable", "No.");
      },
    });
    await expect(speak(engine)).rejects.toMatchObject({ code: "text_not_speakable", message: "No." });
  });

  it("stops when the signal aborts, however long it would have waited", async () => {
    const controller = new AbortController();
    const engine = createScriptedSynthesisEngine({
      async *speak() {
        controller.abort(new Error("enough"));
        await new Promise(() => {});
        yield new Float32Array();
      },
    });
    await expect(speak(engine, { signal: controller.signal })).rejects.toThrow("enough");
  });

  it("refuses languages and voices that it was not told to speak", async () => {
    const engine = createScriptedSynthesisEngine();
    for (const options of [{ language: "es" }, { voice: "ja-man" }, { voice: "nobody" }]) {
      await expect(speak(engine, options)).rejects.toThrow(ConfigurationError);
    }
  });
});
