import {
  createKnownRecordingsEngine,
  createPocketsphinxEngine,
  type RecognitionEngine,
  startEmulator,
  startFaultProxy,
  wordErrorRate,
} from "@kotoba/emulator";
import { KotobaClient, type SessionStats } from "@kotoba/sdk";
import { describe, expect, it } from "vitest";
import { type LongRecording, longRecording } from "./fixtures/long-recording.ts";

/** With this variable set, all the runs are made with the real engine too, and tables are printed. */
const PRINTS_TABLES = process.env.KOTOBA_RESUME_TABLE === "1";
const CUTS = 10;
const CHUNK_SECONDS = 0.2;
/** An hour: they take as long as the recording sounds, many times over. */
const TIME_LIMIT_MS = 3_600_000;

interface Run {
  readonly turns: readonly string[];
  /** How often the line was cut. */
  readonly cuts: number;
  readonly stats: SessionStats;
}

/** Numbers from 0 to 1, without 1; the same for a seed every time. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The instants at which the line is cut, in seconds of audio. */
function instants(seed: number): number[] {
  const random = randomNumbers(seed);
  return Array.from({ length: CUTS }, () => random() * 60).sort((one, other) => one - other);
}

/** Sends the recording, so many times faster than it sounds, over a line that is cut at some instants. */
async function listen(
  engine: RecognitionEngine,
  { samples, sampleRate }: LongRecording,
  cuts: readonly number[],
  speed: number,
): Promise<Run> {
  await using emulator = await startEmulator({ engines: [engine] });
  await using proxy = await startFaultProxy({ target: emulator.url });
  await using client = new KotobaClient({ url: proxy.url, apiKey: "any" });
  await using session = await client.asr.stream({
    language: "en",
    inputSampleRate: sampleRate,
    // The real engine may fall far behind on a busy machine.
    resume: { maxBufferSeconds: 60 },
  });
  const waiting = [...cuts];
  let sentSeconds = 0;
  // An instant at which there is no line that could be cut is put off until there is one.
  const cutting = setInterval(() => {
    if ((waiting[0] ?? Number.POSITIVE_INFINITY) <= sentSeconds && proxy.cut() > 0) waiting.shift();
  }, 1);
  async function* chunks() {
    const length = CHUNK_SECONDS * sampleRate;
    const start = performance.now();
    for (let at = 0; at < samples.length; at += length) {
      yield samples.subarray(at, at + length);
      sentSeconds = at / sampleRate;
      const waitMs = start + (at / sampleRate / speed) * 1000 - performance.now();
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  session.feed(chunks()).catch(() => {});
  const turns = new Map<string | undefined, string>();
  try {
    for await (const event of session) {
      if (event.type === "partial_transcript")
        turns.set(event.itemId, (turns.get(event.itemId) ?? "") + event.text);
      if (event.type === "final_transcript") turns.set(event.itemId, event.text);
    }
  } finally {
    clearInterval(cutting);
  }
  const cutsMade = cuts.length - waiting.length;
  return { turns: [...turns.values()].filter((text) => text !== ""), cuts: cutsMade, stats: session.stats() };
}

function table(title: string, rows: readonly string[]): void {
  if (PRINTS_TABLES) console.log([title, ...rows].join("\n"));
}

const row = (seed: number | string, { turns, cuts, stats }: Run, difference: number) =>
  `| ${seed} | ${cuts} | ${stats.reconnects} | ${turns.length} | ${stats.sentSeconds.toFixed(3)} | ${stats.confirmedSeconds.toFixed(3)} | ${stats.replayedSeconds.toFixed(1)} | ${stats.lostSeconds.toFixed(3)} | ${(100 * difference).toFixed(1)} |`;

const HEADER = [
  "| seed | cuts | reconnects | turns | sent s | confirmed s | sent again s | lost s | words that differ % |",
  "|---|---|---|---|---|---|---|---|---|",
];

describe("a line that is cut at ten random instants of a minute", () => {
  it(
    "costs no word, with an engine whose words depend on the audio alone",
    async () => {
      const recording = await longRecording();
      const engine = createKnownRecordingsEngine({ recordings: [recording] });
      const whole = await listen(engine, recording, [], 40);
      const rows = [row("none", whole, 0)];
      expect(whole.turns).toEqual(recording.utterances);
      for (let seed = 1; seed <= 20; seed++) {
        const run = await listen(engine, recording, instants(seed), 40);
        rows.push(row(seed, run, wordErrorRate(whole.turns.join(" "), run.turns.join(" "))));
        expect({ seed, turns: run.turns }).toEqual({ seed, turns: whole.turns });
        expect(run.stats).toMatchObject({ sentSeconds: 60, confirmedSeconds: 60, lostSeconds: 0, gaps: [] });
        // The last instants may lie behind the end of the session.
        expect(run.cuts).toBeGreaterThan(CUTS - 3);
      }
      table("Engine of known recordings", [...HEADER, ...rows]);
    },
    TIME_LIMIT_MS,
  );

  it(
    "leaves out no turn and doubles none, with a real engine",
    async () => {
      const recording = await longRecording();
      await using engine = createPocketsphinxEngine();
      const whole = await listen(engine, recording, [], 2);
      const again = await listen(engine, recording, [], 2);
      const difference = (run: Run) => wordErrorRate(whole.turns.join(" "), run.turns.join(" "));
      const rows = [row("none", whole, 0), row("none, again", again, difference(again))];
      for (let seed = 1; seed <= (PRINTS_TABLES ? 20 : 1); seed++) {
        const run = await listen(engine, recording, instants(seed), 2);
        rows.push(row(seed, run, difference(run)));
        expect(run.turns.length).toBe(whole.turns.length);
        for (const [index, turn] of whole.turns.entries()) {
          expect(wordErrorRate(turn, run.turns[index] ?? "")).toBeLessThan(0.7);
        }
        expect(run.stats).toMatchObject({ sentSeconds: 60, confirmedSeconds: 60, lostSeconds: 0, gaps: [] });
      }
      table("pocketsphinx", [...HEADER, ...rows]);
    },
    TIME_LIMIT_MS,
  );
});
