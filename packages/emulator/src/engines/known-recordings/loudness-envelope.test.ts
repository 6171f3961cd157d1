import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LoudnessEnvelope } from "./loudness-envelope.ts";

const RATE = 16_000;

function levelsOf(samples: Int16Array, cuts: readonly number[] = []): readonly number[] {
  const envelope = new LoudnessEnvelope();
  const edges = [0, ...cuts.toSorted((a, b) => a - b), samples.length];
  for (const [index, edge] of edges.entries()) envelope.append(samples.subarray(edges[index - 1] ?? 0, edge));
  return envelope.levels;
}

function hum(seconds: number, amplitude: number): Int16Array {
  return Int16Array.from({ length: seconds * RATE }, (_, n) => Math.round(amplitude * Math.sin(n * 0.1)));
}

describe("LoudnessEnvelope", () => {
  it("has a level every 10 ms, from 30 ms on", () => {
    expect(levelsOf(new Int16Array(479))).toHaveLength(0);
    expect(levelsOf(new Int16Array(480))).toHaveLength(1);
    expect(levelsOf(new Int16Array(RATE))).toHaveLength(98);
  });

  it("rises by 6 dB for twice the amplitude, and when the sound begins", () => {
    const [soft = 0] = levelsOf(hum(0.1, 4000));
    const [loud = 0] = levelsOf(hum(0.1, 8000));
    expect(loud - soft).toBeCloseTo(6, 1);
    const onset = levelsOf(Int16Array.of(...new Int16Array(800), ...hum(0.1, 8000)));
    expect(onset.slice(0, 3)).toEqual([30, 30, 30]);
    expect(onset[5]).toBeCloseTo(loud, 0);
  });

  it("hardly tells faint noise from digital silence", () => {
    const noise = Int16Array.from({ length: RATE }, (_, n) => (n * n) % 5);
    for (const level of levelsOf(noise)) expect(level - 30).toBeLessThan(2);
  });

  it("is the same however the samples are cut", () => {
    const samples = hum(0.3, 3000).map((sample, n) => (n % 2000 < 700 ? 0 : sample));
    const whole = levelsOf(samples);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: samples.length }), { maxLength: 50 }), (cuts) => {
        expect(levelsOf(samples, cuts)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });
});
