import type { ResumeOptions } from "@kotoba/audio";
import { ClientContext, type Gap, type SessionStats } from "@kotoba/core";
import { ManualClock } from "@kotoba/core/testing";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AsrClient } from "../asr-client.ts";
import type { AsrEvent } from "./live-events.ts";
import type { TurnDetection } from "./live-options.ts";
import { amplitudeOf, MODEL_SAMPLE_RATE, NOISE } from "./model-recognizer.ts";
import { type Cut, type ModelServiceOptions, modelService } from "./model-service.ts";
import { TranscriptAssembler } from "./transcript-assembler.ts";

/** What is to be heard, one behind the other. */
interface Sound {
  readonly kind: "word" | "noise" | "silence";
  readonly ms: number;
}

/** A session with everything that may happen to it. */
interface Story {
  readonly sounds: readonly Sound[];
  /** The lengths of the chunks, again and again. */
  readonly chunkMs: readonly number[];
  /** Whether the audio comes at its own pace, or as fast as it is taken. */
  readonly isLive: boolean;
  readonly turnDetection: TurnDetection;
  readonly service: Omit<ModelServiceOptions, "silenceMs">;
  /** How much may wait to leave. */
  readonly highWaterMarkBytes: number;
}

/** Where a word was said. */
interface Word {
  readonly text: string;
  readonly fromSeconds: number;
  readonly toSeconds: number;
}

const sounds = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("word" as const), ms: fc.integer({ min: 60, max: 600 }) }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant("noise" as const), ms: fc.integer({ min: 5, max: 300 }) }),
    },
    {
      weight: 4,
      arbitrary: fc.record({ kind: fc.constant("silence" as const), ms: fc.integer({ min: 10, max: 1600 }) }),
    },
  ),
  { minLength: 1, maxLength: 24 },
);

const cut: fc.Arbitrary<Cut> = fc.oneof(
  fc.constant({ at: "open" as const }),
  fc.record({ at: fc.constant("received" as const), count: fc.integer({ min: 1, max: 80 }) }),
  fc.record({ at: fc.constant("sent" as const), count: fc.integer({ min: 1, max: 80 }) }),
  fc.record({ at: fc.constant("completed" as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({ at: fc.constant("commit" as const), count: fc.integer({ min: 0, max: 6 }) }),
);

const cuts = fc.array(cut, { maxLength: 6 });
const service: fc.Arbitrary<Story["service"]> = fc.oneof(
  fc.record({
    itemIds: fc.constantFrom("behind-turn" as const, "at-sound" as const),
    lagChunks: fc.nat(20),
    saysLateDeltas: fc.boolean(),
    repeatsCompleted: fc.boolean(),
    cuts,
  }),
  // Nothing tells where these begin a turn: the limit is that they hear it within the silence before the next.
  fc.record({
    itemIds: fc.constant("own" as const),
    lagChunks: fc.nat(1),
    saysLateDeltas: fc.boolean(),
    repeatsCompleted: fc.boolean(),
    cuts,
  }),
  // Nor what a late frame belongs to.
  fc.record({
    itemIds: fc.constant("none" as const),
    lagChunks: fc.nat(1),
    saysLateDeltas: fc.constant(false),
    repeatsCompleted: fc.constant(false),
    cuts,
  }),
);

const story: fc.Arbitrary<Story> = fc.record({
  sounds,
  chunkMs: fc.array(fc.integer({ min: 5, max: 400 }), { minLength: 1, maxLength: 5 }),
  isLive: fc.boolean(),
  turnDetection: fc.option(fc.record({ silenceDurationMs: fc.integer({ min: 400, max: 800 }) }), {
    nil: false as const,
    freq: 8,
  }),
  service,
  highWaterMarkBytes: fc.constantFrom(500, 2 ** 20),
});

/** Plays a story, by a clock that goes on whenever nothing else does. */
async function play(
  { sounds, chunkMs, isLive, turnDetection, service, highWaterMarkBytes }: Story,
  resume: ResumeOptions,
) {
  const silenceMs = turnDetection === false ? undefined : turnDetection.silenceDurationMs;
  const clock = new ManualClock();
  const surroundings = {
    clock,
    openSocket: modelService({ ...service, silenceMs }),
    random: () => 0.2,
    environment: {},
  };
  await using context = new ClientContext({ apiKey: "k", maxRetries: 10 }, surroundings);
  const asr = new AsrClient({ url: "ws://127.0.0.1/v1/realtime" }, context);
  const { samples, words } = audioOf(sounds);
  async function* audio() {
    let at = 0;
    for (let number = 0; at < samples.length; number++) {
      const ms = chunkMs[number % chunkMs.length] ?? 100;
      yield samples.subarray(at, at + ms);
      at += ms;
      if (isLive) await new Promise<void>((resolve) => clock.schedule(resolve, ms));
    }
  }
  const events: AsrEvent[] = [];
  let stats: SessionStats | undefined;
  let over = false;
  const run = async () => {
    const session = await asr.stream({
      sampleRate: MODEL_SAMPLE_RATE,
      turnDetection,
      resume,
      highWaterMarkBytes,
    });
    const feeding = session.feed(audio());
    feeding.catch(() => {});
    for await (const event of session) events.push(event);
    await feeding;
    stats = session.stats();
  };
  const running = run().finally(() => {
    over = true;
  });
  running.catch(() => {});
  for (let steps = 0; !over; steps++) {
    if (steps > 5000) throw new Error(`never ends: ${events.map(({ type }) => type)}`);
    if (clock.pendingTimers > 0) await clock.advanceToNextTimer();
    else await new Promise(setImmediate);
  }
  await running;
  if (stats === undefined) throw new Error("no stats");
  return {
    events,
    stats,
    words,
    seconds: samples.length / MODEL_SAMPLE_RATE,
    pendingTimers: clock.pendingTimers,
  };
}

function audioOf(sounds: readonly Sound[]): { samples: Int16Array; words: Word[] } {
  const total = sounds.reduce((sum, { ms }) => sum + ms, 0);
  // Silence is not quite silent.
  const samples = Int16Array.from({ length: total }, (_, at) => (at * 7919) % 10);
  const words: Word[] = [];
  let at = 0;
  for (const { kind, ms } of sounds) {
    const end = at + ms;
    if (kind === "noise") samples.fill(NOISE, at, end);
    if (kind === "word") {
      samples.fill(amplitudeOf(words.length), at, end);
      words.push({
        text: `w${words.length}.`,
        fromSeconds: at / MODEL_SAMPLE_RATE,
        toSeconds: end / MODEL_SAMPLE_RATE,
      });
    }
    at = end;
  }
  return { samples, words };
}

function assembledWords(events: readonly AsrEvent[]): string[] {
  const assembler = new TranscriptAssembler();
  for (const event of events) assembler.add(event);
  return assembler.turns.flatMap((turn) => turn.split(" "));
}

/** The deltas of each turn must be its text, or the beginning of it. */
function expectDeltasOnce(events: readonly AsrEvent[]): void {
  const deltas = new Map<string | undefined, string>();
  for (const event of events) {
    if (event.type === "partial_transcript") {
      deltas.set(event.itemId, (deltas.get(event.itemId) ?? "") + event.text);
    }
    if (event.type !== "final_transcript") continue;
    expect((deltas.get(event.itemId) ?? "").trim()).toBe(event.text);
    if (event.itemId === undefined) deltas.delete(undefined);
  }
}

function expectAccount(stats: SessionStats, seconds: number): void {
  expect(stats.sentSeconds + stats.lostSeconds).toBeGreaterThanOrEqual(seconds - 1e-9);
  expect(stats.confirmedSeconds + stats.lostSeconds).toBeCloseTo(seconds, 9);
  expect(stats.bufferedSeconds).toBeGreaterThanOrEqual(0);
}

/** The same stories every time: what is new is looked for by hand, with other seeds and thousands of runs. */
const RUNS = { numRuns: 500, seed: 20_261_123 };

describe("whatever happens to its connections,", () => {
  it("a session has every word once and in order", async () => {
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        const { events, stats, words, seconds, pendingTimers } = await play(told, {});
        expect(assembledWords(events)).toEqual(words.map(({ text }) => text));
        expectDeltasOnce(events);
        expectAccount(stats, seconds);
        expect(stats.sentSeconds).toBeCloseTo(seconds, 9);
        expect(stats.gaps).toEqual([]);
        expect(pendingTimers).toBe(0);
      }),
      RUNS,
    );
  });

  it("a session that keeps too little has each word that it has not lost once, and none twice", async () => {
    const resume = fc.record({
      maxBufferSeconds: fc.double({ min: 0.1, max: 4, noNaN: true }),
      onOverflow: fc.constant("drop-oldest" as const),
    });
    await fc.assert(
      fc.asyncProperty(story, resume, async (told, settings) => {
        const { events, stats, words, seconds, pendingTimers } = await play(told, settings);
        const heard = assembledWords(events);
        const isLost = ({ fromSeconds, toSeconds }: Word) =>
          stats.gaps.some((gap) => fromSeconds < gap.toSeconds && gap.fromSeconds < toSeconds);
        const kept = words.filter((word) => !isLost(word)).map(({ text }) => text);
        expect(heard.filter((word) => kept.includes(word))).toEqual(kept);
        // Of a lost word there may be but the beginning.
        const names = heard.map((word) => word.replace(".", ""));
        expect(new Set(names).size).toBe(names.length);
        expectAccount(stats, seconds);
        expect(events.filter(({ type }) => type === "gap")).toEqual(
          stats.gaps.map((gap: Gap) => ({ type: "gap", ...gap })),
        );
        expect(pendingTimers).toBe(0);
      }),
      RUNS,
    );
  });
});
