import { describe, expect, it, vi } from "vitest";
import type { Recognition, RecognitionEngine } from "../engines/recognition-engine.ts";
import { createScriptedEngine, type ScriptedAnswer } from "../engines/scripted-engine.ts";
import type { LiveAsrServerFrame } from "./live-asr-server-frames.ts";
import { LiveTranscription, type LiveTranscriptionOptions } from "./live-transcription.ts";
import { parseTranscriptionSession } from "./transcription-session.ts";

const MEBIBYTE = 2 ** 20;
const STEP_BYTES = 2560;

function session(settings: Readonly<Record<string, unknown>> = {}) {
  const english = { input_audio_sample_rate: 16_000, input_audio_transcription: { language: "en" } };
  return parseTranscriptionSession({ ...english, ...settings }, "en");
}

function transcription(options: Partial<LiveTranscriptionOptions> = {}): LiveTranscription {
  return new LiveTranscription({
    session: session(),
    engine: createScriptedEngine({ answers: [] }),
    signal: new AbortController().signal,
    send: async () => {},
    pause: () => {},
    resume: () => {},
    ...options,
  });
}

describe("LiveTranscription", () => {
  it("says pause when 2 MiB wait for the engine, and resume when they are taken; nothing is lost", async () => {
    const engine = new CountingEngine();
    const opening = engine.holdOpening();
    const calls: string[] = [];
    const live = transcription({
      engine,
      pause: () => calls.push("pause"),
      resume: () => calls.push("resume"),
    });
    const done = live.run();
    live.append(new Uint8Array(STEP_BYTES), "a");
    await engine.opened;
    live.append(new Uint8Array(MEBIBYTE), "a");
    expect(calls).not.toContain("pause");
    live.append(new Uint8Array(MEBIBYTE), "a");
    expect(calls.at(-1)).toBe("pause");
    opening.release();
    await vi.waitUntil(() => calls.at(-1) === "resume");
    live.commit();
    await done;
    expect(engine.samples).toBe((STEP_BYTES + 2 * MEBIBYTE) / 2);
  });

  it("feeds the engine no faster than the client takes what is told", async () => {
    const engine = new CountingEngine();
    const taken: (() => void)[] = [];
    const live = transcription({ engine, send: () => new Promise((resolve) => taken.push(resolve)) });
    const done = live.run();
    live.append(new Uint8Array(3 * STEP_BYTES), "a");
    live.commit();
    const told = async (frames: number) => vi.waitUntil(() => taken.length === frames);
    await told(2);
    expect(engine.samples).toBe(1280);
    taken[1]?.();
    await told(3);
    expect(engine.samples).toBe(2 * 1280);
    taken[2]?.();
    await told(4);
    taken[3]?.();
    await told(5);
    taken[4]?.();
    await done;
    expect(engine.samples).toBe(3 * 1280);
  });

  it("rounds the pause up to whole steps, and without turns takes the usual one", async () => {
    const pauses = async (turn_detection: unknown) => {
      const engine = new CountingEngine();
      const live = transcription({ engine, session: session({ turn_detection }) });
      live.append(new Uint8Array(STEP_BYTES), undefined);
      live.commit();
      await live.run();
      return engine.silenceDurationMs;
    };
    expect(await pauses({ type: "server_vad", silence_duration_ms: 500 })).toBe(560);
    expect(await pauses({ type: "server_vad", silence_duration_ms: 0 })).toBe(0);
    expect(await pauses(undefined)).toBe(800);
    expect(await pauses(false)).toBe(800);
  });

  it("opens no recognition without audio", async () => {
    const engine = new CountingEngine();
    const frames: LiveAsrServerFrame[] = [];
    const live = transcription({ engine, send: async (more) => void frames.push(...more) });
    live.append(new Uint8Array(), "a");
    live.commit();
    await live.run();
    expect([engine.silenceDurationMs, frames]).toEqual([undefined, []]);
  });

  it("gives up the recognition when the signal aborts, though the engine does not heed it", async () => {
    const engine = new CountingEngine();
    const controller = new AbortController();
    const live = transcription({
      engine,
      signal: controller.signal,
      send: async () => {
        if (engine.samples > 0) controller.abort(new Error("enough"));
      },
    });
    live.append(new Uint8Array(100 * STEP_BYTES), "a");
    await expect(live.run()).rejects.toThrow("enough");
    expect([engine.samples, engine.isDisposed]).toEqual([1280, true]);
  });

  it.each([
    ["waits for audio", (_engine: CountingEngine) => {}],
    ["waits for an engine that hangs", (engine: CountingEngine) => engine.hang()],
  ])("ends when the signal aborts while it %s", async (_, prepare) => {
    const engine = new CountingEngine();
    prepare(engine);
    const controller = new AbortController();
    const live = transcription({ engine, signal: controller.signal });
    const done = live.run();
    live.append(new Uint8Array(STEP_BYTES), "a");
    await engine.opened;
    controller.abort();
    await expect(done).rejects.toThrow();
    expect(engine.isDisposed).toBe(true);
  });
});

describe("the item_id of a turn", () => {
  /** The first turn ends in the step from 1.68 to 1.76 s, the second in that from 4.4 to 4.48 s. */
  const ANSWER: ScriptedAnswer = [
    [{ text: "hello", start: 0.5, end: 0.9 }],
    [{ text: "bye", start: 3.2, end: 3.65 }],
  ];
  const TURNS_BEGIN = [0, 1.76, 4.48];
  const SECONDS = 6;

  /** The ids of the turns, when each chunk bears its index. */
  async function itemIds(
    settings: Readonly<Record<string, unknown>>,
    chunks: readonly Uint8Array[],
    afterChunk: () => Promise<void> | void = () => {},
    answer = ANSWER,
  ): Promise<string[]> {
    const ids = new Set<string>();
    const live = transcription({
      session: session(settings),
      engine: createScriptedEngine({ answers: [answer] }),
      send: async (frames) => {
        for (const frame of frames) if ("item_id" in frame) ids.add(frame.item_id);
      },
    });
    const done = live.run();
    for (const [index, chunk] of chunks.entries()) {
      live.append(chunk, String(index));
      await afterChunk();
    }
    live.commit();
    await done;
    return [...ids];
  }

  const twilio = { input_audio_format: "twilio", input_audio_sample_rate: 8000 };
  const stereo = {
    input_audio_format: "float32",
    input_audio_sample_rate: 48_000,
    input_audio_number_of_channels: 2,
  };

  describe.each([
    { name: "whole steps", settings: {}, bytesPerSecond: 32_000, chunkBytes: STEP_BYTES },
    {
      name: "small chunks",
      settings: { input_audio_sample_rate: 24_000 },
      bytesPerSecond: 48_000,
      chunkBytes: 480,
    },
    {
      name: "chunks that split samples",
      settings: { input_audio_sample_rate: 44_100 },
      bytesPerSecond: 88_200,
      chunkBytes: 9999,
    },
    { name: "stereo float32", settings: stereo, bytesPerSecond: 384_000, chunkBytes: 100_000 },
    { name: "mu-law", settings: twilio, bytesPerSecond: 8000, chunkBytes: 160 },
  ])("of $name", ({ settings, bytesPerSecond, chunkBytes }) => {
    const chunk = new Uint8Array(chunkBytes);
    const chunks = Array.from({ length: Math.ceil((SECONDS * bytesPerSecond) / chunkBytes) }, () => chunk);
    const expected = TURNS_BEGIN.map((at) => String(Math.floor((at * bytesPerSecond) / chunkBytes)));

    it("is the event_id of the chunk in which it begins, though all have come before any is heard", async () => {
      expect(await itemIds(settings, chunks)).toEqual(expected);
    });

    it("is the same when each is heard before the next comes", async () => {
      const heard = () => new Promise<void>((resolve) => setImmediate(resolve));
      expect(await itemIds(settings, chunks, heard)).toEqual(expected);
    });
  });

  it("is that of the last chunk for a turn of which the engine tells only at the end", async () => {
    const late: ScriptedAnswer = [
      [{ text: "hello", start: 0.5, end: 0.9 }],
      [{ text: "bye", start: 0.9, end: 1.1 }],
    ];
    const step = new Uint8Array(STEP_BYTES);
    expect(await itemIds({}, [step, step, step], undefined, late)).toEqual(["0", "2"]);
  });
});

/** Hears nothing, but counts. */
class CountingEngine implements RecognitionEngine {
  readonly name = "counting";
  readonly languages = ["en"];
  samples = 0;
  silenceDurationMs: number | undefined;
  isDisposed = false;
  readonly opened: Promise<void>;
  #open = (): void => {};
  #opening: Promise<void> = Promise.resolve();
  #accepting: Promise<void> = Promise.resolve();

  constructor() {
    this.opened = new Promise((resolve) => {
      this.#open = resolve;
    });
  }

  holdOpening(): { release: () => void } {
    const gate = { release: () => {} };
    this.#opening = new Promise((resolve) => {
      gate.release = resolve;
    });
    return gate;
  }

  hang(): void {
    this.#accepting = new Promise(() => {});
  }

  async open({ silenceDurationMs }: { silenceDurationMs?: number }): Promise<Recognition> {
    this.silenceDurationMs = silenceDurationMs;
    this.#open();
    await this.#opening;
    return {
      accept: async (samples) => {
        this.samples += samples.length;
        await this.#accepting;
        return { utterances: [], partial: "" };
      },
      finish: async () => [],
      [Symbol.asyncDispose]: async () => {
        this.isDisposed = true;
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
