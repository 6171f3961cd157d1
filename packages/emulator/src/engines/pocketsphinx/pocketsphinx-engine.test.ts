import type { Worker } from "node:worker_threads";
import { ConfigurationError } from "@kotoba/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Recognition, RecognizedUtterance } from "../recognition-engine.ts";
import { recordedSamples } from "../recorded-samples.ts";
import { wordErrorRate } from "../word-error-rate.ts";
import { createPocketsphinxEngine, type PocketsphinxEngine } from "./pocketsphinx-engine.ts";

const goforward = recordedSamples("goforward").samples;
const something = recordedSamples("something").samples;
const english = { language: "en" };
const HALF_SECOND = 8000;

describe("an engine for all", () => {
  let engine: PocketsphinxEngine;
  beforeAll(async () => {
    engine = createPocketsphinxEngine({ maxRecognizers: 2 });
    await engine.ready();
  });
  afterAll(() => engine[Symbol.asyncDispose]());

  it("recognises a real recording, with its words in time", async () => {
    await using recognition = await engine.open(english);
    const [utterance, ...others] = await recognise(recognition, goforward);
    expect(others).toEqual([]);
    expect(utterance?.text).toBe("go forward ten meters");
    const words = utterance?.words ?? [];
    expect(words.map(({ text }) => text)).toEqual(["go", "forward", "ten", "meters"]);
    const times = words.flatMap(({ start, end }) => [start, end]);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(utterance?.start).toBe(times[0]);
    expect(utterance?.end).toBe(times.at(-1));
    expect(times[0]).toBeCloseTo(0.46, 1);
    expect(times.at(-1)).toBeCloseTo(2.13, 1);
  });

  it("gets most words of a book right, and other words than the transcript's wrong", async () => {
    const { recording, samples } = recordedSamples("sense-0920");
    await using recognition = await engine.open(english);
    const text = (await recognise(recognition, samples)).map((utterance) => utterance.text).join(" ");
    const rate = wordErrorRate(recording.transcript, text);
    expect(rate).toBeGreaterThan(0);
    expect(rate).toBeLessThan(0.2);
  });

  it("tells the words so far while there is more to come", async () => {
    await using recognition = await engine.open(english);
    const lengths: number[] = [];
    for (let at = 0; at < goforward.length; at += HALF_SECOND) {
      const { partial } = await recognition.accept(goforward.subarray(at, at + HALF_SECOND));
      lengths.push(partial === "" ? 0 : partial.split(" ").length);
    }
    expect(lengths[0]).toBe(0);
    expect(lengths.toSorted((a, b) => a - b)).toEqual(lengths);
    expect(new Set(lengths).size).toBeGreaterThan(2);
    expect(lengths.at(-1)).toBe(4);
  });

  it("counts the times of a later utterance from the start of the recording", async () => {
    await using recognition = await engine.open({ language: "en", silenceDurationMs: 500 });
    const pause = new Int16Array(16_000);
    const ended = (await recognition.accept(Int16Array.of(...goforward, ...pause))).utterances;
    expect(ended.map(({ text }) => text)).toEqual(["go forward ten meters"]);
    const [utterance] = await recognise(recognition, something);
    expect(utterance?.text).toBe("go somewhere and do something");
    const offset = (goforward.length + pause.length) / 16_000;
    expect(utterance?.start).toBeCloseTo(offset + 0.43, 1);
  });

  it("recognises two recordings side by side as it does one by one", async () => {
    const recordings = [recordedSamples("sense-0930").samples, something];
    const oneByOne: (readonly RecognizedUtterance[])[] = [];
    for (const samples of recordings) {
      await using recognition = await engine.open(english);
      oneByOne.push(await recognise(recognition, samples));
    }
    const sideBySide = await Promise.all(
      recordings.map(async (samples) => {
        await using recognition = await engine.open(english);
        return await recognise(recognition, samples);
      }),
    );
    expect(sideBySide).toEqual(oneByOne);
  });

  it("lets a short recognition finish while a long one runs", async () => {
    await using long = await engine.open(english);
    const accepted = long.accept(recordedSamples("sense-0870").samples).then(() => "long");
    await using short = await engine.open(english);
    const finished = recognise(short, something).then(() => "short");
    expect(await Promise.race([accepted, finished])).toBe("short");
    await accepted;
  });

  it("leaves the caller's samples alone", async () => {
    await using recognition = await engine.open(english);
    const samples = goforward.slice(0, HALF_SECOND);
    await recognition.accept(samples);
    expect(samples).toEqual(goforward.slice(0, HALF_SECOND));
  });

  it("finds no utterance in silence", async () => {
    await using recognition = await engine.open(english);
    expect(await recognition.accept(new Int16Array(HALF_SECOND))).toEqual({ utterances: [], partial: "" });
    expect(await recognition.finish()).toEqual([]);
  });

  it("lets a recognition wait until one has ended, and leave the line", async () => {
    await using first = await engine.open(english);
    await using _second = await engine.open(english);
    const controller = new AbortController();
    const impatient = engine.open({ language: "en", signal: controller.signal });
    const patient = engine.open(english);
    controller.abort(new Error("no time"));
    await expect(impatient).rejects.toThrow("no time");
    await first.finish();
    await using third = await patient;
    expect(await third.finish()).toEqual([]);
  });

  it("stops at once when the signal aborts, and frees the place", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const recognitions = [
      await engine.open({ ...english, signal }),
      await engine.open({ ...english, signal }),
    ];
    const pending = recognitions.map((recognition) => recognition.accept(goforward));
    controller.abort(new Error("enough"));
    for (const accepted of pending) await expect(accepted).rejects.toThrow("enough");
    await expect(recognitions[0]?.finish()).rejects.toThrow("enough");
    await using next = await engine.open(english);
    expect((await recognise(next, goforward))[0]?.text).toBe("go forward ten meters");
  });

  it("says so when it is used after its end", async () => {
    const recognition = await engine.open(english);
    await recognition.finish();
    await expect(recognition.accept(goforward)).rejects.toThrow("The recognition is finished.");
    await recognition[Symbol.asyncDispose]();
  });

  it("keeps the process alive while a recognition is open, and no longer", async () => {
    const ports = (): number =>
      process.getActiveResourcesInfo().filter((name) => name === "MessagePort").length;
    const idle = ports();
    const recognition = await engine.open(english);
    expect(ports()).toBeGreaterThan(idle);
    await recognition[Symbol.asyncDispose]();
    expect(ports()).toBe(idle);
  });

  it("refuses other languages", async () => {
    await expect(engine.open({ language: "ja" })).rejects.toThrow(ConfigurationError);
  });
});

describe("an engine of one's own", () => {
  it("settles everything when it is closed", async () => {
    const engine = createPocketsphinxEngine({ maxRecognizers: 1 });
    const recognition = await engine.open(english);
    const waiting = engine.open(english);
    const accepted = recognition.accept(goforward);
    const outcomes = Promise.allSettled([accepted, waiting]);
    await engine[Symbol.asyncDispose]();
    for (const outcome of await outcomes) {
      expect(outcome).toMatchObject({
        status: "rejected",
        reason: { message: "The pocketsphinx engine is closed." },
      });
    }
    await expect(engine.open(english)).rejects.toThrow("closed");
    await recognition[Symbol.asyncDispose]();
  });

  it("recovers from the death of its worker", async () => {
    const workers: Worker[] = [];
    const onWorker = (worker: Worker): void => void workers.push(worker);
    process.on("worker", onWorker);
    await using engine = createPocketsphinxEngine({ maxRecognizers: 1 });
    const doomed = await engine.open(english);
    process.off("worker", onWorker);
    const accepted = doomed.accept(goforward);
    const outcome = expect(accepted).rejects.toThrow("The pocketsphinx worker ended unexpectedly");
    await workers[0]?.terminate();
    await outcome;
    await using recognition = await engine.open(english);
    expect((await recognise(recognition, goforward))[0]?.text).toBe("go forward ten meters");
  });

  it.each([0, 1.5, 17])("refuses %d recognisers", (maxRecognizers) => {
    expect(() => createPocketsphinxEngine({ maxRecognizers })).toThrow(ConfigurationError);
  });
});

/** The utterances of all the samples, given half a second at a time. */
async function recognise(recognition: Recognition, samples: Int16Array): Promise<RecognizedUtterance[]> {
  const utterances: RecognizedUtterance[] = [];
  for (let at = 0; at < samples.length; at += HALF_SECOND) {
    utterances.push(...(await recognition.accept(samples.subarray(at, at + HALF_SECOND))).utterances);
  }
  return [...utterances, ...(await recognition.finish())];
}
