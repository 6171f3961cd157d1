import { Worker } from "node:worker_threads";
import { float32ToInt16 } from "@kotoba/audio";
import { ConfigurationError } from "@kotoba/core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createPocketsphinxEngine } from "../pocketsphinx/pocketsphinx-engine.ts";
import type { SynthesisEngine, SynthesisOptions } from "../synthesis-engine.ts";
import { wordErrorRate } from "../word-error-rate.ts";
import { createFliteEngine } from "./flite-engine.ts";

const PROMPTS = [
  "go forward ten meters",
  "please open the window",
  "what time is it in the morning",
  "he came back to the house and closed the door behind him",
];

async function speak(
  engine: SynthesisEngine,
  text: SynthesisOptions["text"],
  options: Partial<SynthesisOptions> = {},
): Promise<Float32Array[]> {
  const blocks: Float32Array[] = [];
  for await (const block of engine.synthesize({ text, language: "en", ...options })) blocks.push(block);
  return blocks;
}

function joined(blocks: readonly Float32Array[]): Float32Array {
  return Float32Array.from(blocks.flatMap((block) => [...block]));
}

/** Long enough to ask the worker, and too short to hear from it: that takes a turn of the event loop. */
async function untilAsked(): Promise<void> {
  for (let i = 0; i < 100; i++) await Promise.resolve();
}

describe("an engine for all", () => {
  let engine: SynthesisEngine;
  beforeAll(() => {
    engine = createFliteEngine();
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  it("speaks so that the recogniser understands nearly every word", async () => {
    await using recogniser = createPocketsphinxEngine();
    const heard: string[] = [];
    for (const prompt of PROMPTS) {
      await using recognition = await recogniser.open({ language: "en" });
      const samples = joined(await speak(engine, prompt, { voice: "rms" }));
      const { utterances } = await recognition.accept(float32ToInt16(samples));
      heard.push(...[...utterances, ...(await recognition.finish())].map(({ text }) => text));
    }
    expect(heard[0]).toBe("go forward ten meters");
    expect(wordErrorRate(PROMPTS.join(" "), heard.join(" "))).toBeLessThan(0.05);
  });

  it("has five voices, each with a speech of its own at its rate, slt being the default", async () => {
    expect(engine.voices.map(({ id }) => id)).toEqual(["slt", "rms", "awb", "kal16", "kal"]);
    const spoken = new Set<string>();
    for (const { id, sampleRate } of engine.voices) {
      const samples = joined(await speak(engine, "go forward ten meters", { voice: id }));
      expect(samples.length / sampleRate).toBeGreaterThan(1.2);
      expect(samples.length / sampleRate).toBeLessThan(3);
      spoken.add(Buffer.from(samples.buffer).toString("base64"));
    }
    expect(spoken.size).toBe(5);
    const byDefault = joined(await speak(engine, "go forward ten meters"));
    expect(spoken.has(Buffer.from(byDefault.buffer).toString("base64"))).toBe(true);
    expect(byDefault).toEqual(joined(await speak(engine, "go forward ten meters", { voice: "slt" })));
  });

  it("speaks phrase by phrase, no further than it is listened to", async () => {
    const asked: string[] = [];
    async function* text(): AsyncGenerator<string> {
      for (const sentence of ["One. ", "Two. ", "Three. ", "Four. "]) {
        asked.push(sentence);
        yield sentence;
      }
    }
    const speech = engine.synthesize({ text: text(), language: "en" })[Symbol.asyncIterator]();
    expect((await speech.next()).value?.length).toBeGreaterThan(4000);
    expect(asked).toEqual(["One. ", "Two. "]);
    await speech.return?.();
    expect(asked).toEqual(["One. ", "Two. "]);
  });

  it("leaves out what it cannot speak, and says so when nothing is left", async () => {
    expect(await speak(engine, "日本語。 Go home. 😀")).toEqual(await speak(engine, "Go home."));
    for (const text of ["こんにちは。元気ですか。", "...", ""]) {
      await expect(speak(engine, text)).rejects.toMatchObject({
        code: "text_not_speakable",
        message: expect.stringContaining("no Latin letter and no digit"),
      });
    }
  });

  it("takes turns: a short text is not kept waiting by a long one", async () => {
    const order: string[] = [];
    const long = speak(engine, "This is a sentence. ".repeat(20), { voice: "kal16" }).then(() =>
      order.push("long"),
    );
    await speak(engine, "Short.", { voice: "kal16" });
    order.push("short");
    await long;
    expect(order).toEqual(["short", "long"]);
  });

  it("stops at once when the signal aborts, and goes on with others", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const asked = vi.spyOn(Worker.prototype, "postMessage");
    const pending = [
      speak(engine, PROMPTS.join(". ").repeat(5), { signal }),
      speak(engine, "Go.", { signal }),
    ];
    await untilAsked();
    controller.abort(new Error("enough"));
    for (const speech of pending) await expect(speech).rejects.toThrow("enough");
    expect(await speak(engine, "Go.")).toHaveLength(1);
    // The worker was not asked for the phrase that was still in line.
    expect(asked).toHaveBeenCalledTimes(2);
    asked.mockRestore();
  });

  it("keeps the process alive while it speaks, and no longer", async () => {
    const ports = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length;
    const idle = ports();
    const speech = speak(engine, "Go.");
    await untilAsked();
    expect(ports()).toBeGreaterThan(idle);
    await speech;
    expect(ports()).toBe(idle);
  });

  it("refuses other languages and voices", async () => {
    await expect(speak(engine, "hola", { language: "es" })).rejects.toThrow(ConfigurationError);
    await expect(speak(engine, "hello", { voice: "nobody" })).rejects.toThrow(ConfigurationError);
  });
});

describe("an engine of one's own", () => {
  it("settles everything when it is closed", async () => {
    const engine = createFliteEngine();
    const pending = Promise.allSettled([speak(engine, "One. Two."), speak(engine, "Three.")]);
    await engine[Symbol.asyncDispose]();
    for (const outcome of await pending) {
      expect(outcome).toMatchObject({
        status: "rejected",
        reason: { message: "The flite engine is closed." },
      });
    }
    await expect(speak(engine, "Four.")).rejects.toThrow("closed");
  });

  it("recovers from the death of its worker", async () => {
    const workers: Worker[] = [];
    const onWorker = (worker: Worker): void => void workers.push(worker);
    process.on("worker", onWorker);
    await using engine = createFliteEngine();
    const doomed = engine.synthesize({ text: "One. Two.", language: "en" })[Symbol.asyncIterator]();
    await doomed.next();
    process.off("worker", onWorker);
    const outcome = expect(doomed.next()).rejects.toThrow("The flite worker ended unexpectedly");
    await workers[0]?.terminate();
    await outcome;
    expect(await speak(engine, "One. Two.")).toHaveLength(2);
  });
});
