import { describe, expect, it, vi } from "vitest";
import type { Recognition, RecognitionEngine } from "../engines/recognition-engine.ts";
import { createScriptedEngine } from "../engines/scripted-engine.ts";
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
