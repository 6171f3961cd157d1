import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { RecognitionEngine, RecognizedUtterance } from "../recognition-engine.ts";
import type { SynthesisEngine, SynthesisOptions } from "../synthesis-engine.ts";
import { createSherpaRecognitionEngine, sherpaRecognitionEngine } from "./sherpa-recognition-engine.ts";
import { createSherpaSynthesisEngine, sherpaSynthesisEngine } from "./sherpa-synthesis-engine.ts";
import { standInPackage } from "./stand-in-package.ts";

const RATE = 16_000;
const TRANSDUCER = ["encoder.onnx", "decoder.onnx", "joiner.onnx"];

let root: string;
let standIn: string;

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "kotoba-sherpa-"));
  standIn = join(root, "stand-in.cjs");
  writeFileSync(standIn, standInPackage);
});

afterAll(() => rmSync(root, { recursive: true }));

/** A folder with a model of the stand-in. */
function modelFolder(names: readonly string[], tokens = "well"): string {
  const folder = mkdtempSync(join(root, "model-"));
  for (const name of names) writeFileSync(join(folder, name), "decode_chunk_len");
  writeFileSync(join(folder, "tokens.txt"), tokens);
  return folder;
}

function recogniser(names: readonly string[], tokens?: string): RecognitionEngine {
  return sherpaRecognitionEngine({ model: modelFolder(names, tokens), language: "en" }, standIn);
}

function voice(tokens?: string, speaker?: number): SynthesisEngine {
  const model = modelFolder(["voice.onnx"], tokens);
  return sherpaSynthesisEngine({ model, language: "en", speaker }, standIn);
}

/** A sound between silences: what the detector takes for an utterance. */
function sound(...seconds: readonly number[]): Int16Array {
  const samples = seconds.flatMap((length, index) =>
    Array.from({ length: length * RATE }, (_, i) => (index % 2 === 0 ? 0 : 8000 * Math.sin(i / 5 + 1))),
  );
  return Int16Array.from(samples);
}

async function recognise(engine: RecognitionEngine, audio: Int16Array, signal?: AbortSignal) {
  const settings = { language: "en", silenceDurationMs: 500, ...(signal === undefined ? {} : { signal }) };
  await using recognition = await engine.open(settings);
  const partials = new Set<string>();
  const utterances: RecognizedUtterance[] = [];
  for (let at = 0; at < audio.length; at += 1280) {
    const progress = await recognition.accept(audio.subarray(at, at + 1280));
    partials.add(progress.partial);
    utterances.push(...progress.utterances);
  }
  const before = utterances.length;
  utterances.push(...(await recognition.finish()));
  return { partials: [...partials], before, utterances };
}

async function speak(engine: SynthesisEngine, text: string, options: Partial<SynthesisOptions> = {}) {
  const samples: number[] = [];
  for await (const block of engine.synthesize({ text, language: "en", ...options })) samples.push(...block);
  return samples;
}

describe("a streaming model", () => {
  it("tells the text as it is spoken, and each utterance with its words and times", async () => {
    await using engine = recogniser(TRANSDUCER);
    const { partials, before, utterances } = await recognise(engine, sound(1, 3, 1, 1));
    expect(partials).toEqual(["", "GO", "GO FOR", "GO FORWARD"]);
    expect(before).toBe(1);
    expect(utterances.map(({ text }) => text)).toEqual(["GO FORWARD", "GO"]);
    const [first] = utterances;
    expect(first?.words.map(({ text }) => text)).toEqual(["GO", "FORWARD"]);
    expect(first?.start).toBeCloseTo(0.75, 1);
    expect(first?.words[1]?.start).toBeCloseTo((first?.start ?? 0) + 1.3, 5);
    expect(first?.words[1]?.end).toBe(first?.end);
  });

  it("hears several at once, and goes on when one leaves", async () => {
    await using engine = recogniser(TRANSDUCER);
    const leaving = await engine.open({ language: "en" });
    await leaving.accept(sound(1, 1));
    const heard = Promise.all([recognise(engine, sound(1, 1, 1)), recognise(engine, sound(1, 3, 1))]);
    await leaving[Symbol.asyncDispose]();
    expect((await heard).map(({ utterances }) => utterances.map(({ text }) => text))).toEqual([
      ["GO"],
      ["GO FORWARD"],
    ]);
  });
});

describe("a model of whole utterances", () => {
  it("tells each when it has ended", async () => {
    await using engine = recogniser(["model.onnx"]);
    const { partials, before, utterances } = await recognise(engine, sound(1, 3, 1, 1));
    expect(partials).toEqual([""]);
    expect(before).toBe(1);
    expect(utterances.map(({ text }) => text)).toEqual(["GO FORWARD", "GO"]);
  });

  it("is for its language", async () => {
    await using engine = recogniser(["model.onnx"]);
    await expect(engine.open({ language: "ja" })).rejects.toThrow("ja");
  });
});

describe("a voice", () => {
  it("speaks each phrase, at the rate that was promised", async () => {
    await using engine = voice(undefined, 1);
    const spoken = await speak(engine, "Go on. Yes.");
    // Seven letters of 100 samples at 12 kHz.
    expect(spoken.length).toBeCloseTo(7 * 200, -2);
    expect(spoken[100]).toBeCloseTo(0.5, 1);
    expect(engine.voices).toMatchObject([{ language: "en", sampleRate: 24_000 }]);
  });

  it("says that a text without a sound cannot be spoken", async () => {
    await using engine = voice();
    await expect(speak(engine, "123")).rejects.toMatchObject({ code: "text_not_speakable" });
  });

  it("has one name and the speakers of its model", async () => {
    await using engine = voice(undefined, 2);
    await expect(speak(engine, "Yes.")).rejects.toThrow("2 speakers, from 0 on, and no speaker 2");
    await expect(speak(engine, "Yes.", { voice: "slt" })).rejects.toThrow('no voice "slt"');
    await expect(speak(engine, "Yes.", { language: "ja" })).rejects.toThrow("ja");
    expect(() => voice(undefined, 0.5)).toThrow("not 0.5");
  });

  describe("whose model does not come back", () => {
    async function asleep() {
      const model = modelFolder(["voice.onnx"], "sleep");
      const engine = sherpaSynthesisEngine({ model, language: "en" }, standIn);
      const controller = new AbortController();
      const spoken = speak(engine, "Yes.", { signal: controller.signal });
      spoken.catch(() => {});
      await vi.waitFor(() => expect(readFileSync(join(model, "tokens.txt"), "utf8")).toBe("asleep"), 30_000);
      return { engine, controller, spoken };
    }

    it("stops when the signal aborts", async () => {
      const { engine, controller, spoken } = await asleep();
      controller.abort(new Error("enough"));
      await expect(spoken).rejects.toThrow("enough");
      await engine[Symbol.asyncDispose]();
    });

    it("ends with its engine", async () => {
      const { engine, spoken } = await asleep();
      await engine[Symbol.asyncDispose]();
      await expect(spoken).rejects.toThrow("closed");
      await expect(speak(engine, "Yes.")).rejects.toThrow("closed");
    });
  });
});

describe("a model that cannot be used", () => {
  it("fails with its folder and what the process said last when it ends the process, and is tried anew", async () => {
    const model = modelFolder(["model.onnx"], "crash");
    await using engine = sherpaRecognitionEngine({ model, language: "en" }, standIn);
    for (const _ of [1, 2]) {
      const failure = await recognise(engine, sound(1, 1, 1)).catch((error: Error) => error.message);
      expect(failure).toContain(`with the model in ${model} `);
      expect(failure).toContain("terminate called: no such layer");
    }
    writeFileSync(join(model, "tokens.txt"), "well");
    expect((await recognise(engine, sound(1, 1, 1))).utterances).toHaveLength(1);
  });

  it("fails with what the package says", async () => {
    await using engine = voice("refuse");
    await expect(speak(engine, "Yes.")).rejects.toThrow(/model-\w+ ended with code 1: not a model of mine$/);
  });
});

const isInstalled = (() => {
  try {
    return createRequire(import.meta.url).resolve("sherpa-onnx-node") !== "";
  } catch {
    return false;
  }
})();

describe.skipIf(!isInstalled)("sherpa-onnx-node, where it is installed", () => {
  it("dies of files that are no models, which harms nobody else", async () => {
    const model = modelFolder(["model.onnx"]);
    await using recognition = createSherpaRecognitionEngine({ model, language: "en" });
    await expect(recognise(recognition, sound(1, 1, 1))).rejects.toThrow(model);
    await using synthesis = createSherpaSynthesisEngine({ model, language: "en" });
    await expect(speak(synthesis, "Yes.")).rejects.toThrow(model);
  });
});

it.skipIf(isInstalled)("says how to install sherpa-onnx-node, where it is not", () => {
  const model = modelFolder(["model.onnx"]);
  expect(() => createSherpaRecognitionEngine({ model, language: "en" })).toThrow(
    "npm install sherpa-onnx-node",
  );
});
