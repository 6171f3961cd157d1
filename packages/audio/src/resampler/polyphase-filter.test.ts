import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { designPolyphaseFilter } from "./polyphase-filter.ts";

const DESIGN = { zeroCrossings: 64, attenuationDb: 140 };

describe("designPolyphaseFilter", () => {
  it("has a row for each phase, where those are few", () => {
    const { phases, taps, coefficients } = designPolyphaseFilter(147, 80, DESIGN);
    expect([phases, taps, coefficients.length]).toEqual([80, 236, 81 * 236]);
  });

  it("stays small for any two rates, down by a factor of 1000 too", () => {
    const step = fc.integer({ min: 1, max: 768_000 });
    fc.assert(
      fc.property(step, step, (inputStep, outputStep) => {
        fc.pre(inputStep / outputStep <= 1000);
        const { phases, taps, coefficients } = designPolyphaseFilter(inputStep, outputStep, DESIGN);
        expect(taps % 4).toBe(0);
        expect(coefficients.length).toBe((phases + 1) * taps);
        expect(coefficients.byteLength).toBeLessThan(6 * 2 ** 20);
      }),
      { numRuns: 30 },
    );
  });

  it("lets a constant through in every phase, and has its first row again at the end, a sample later", () => {
    const { phases, taps, coefficients } = designPolyphaseFilter(44_101, 24_000, DESIGN);
    for (let phase = 0; phase <= phases; phase++) {
      const row = coefficients.subarray(phase * taps, (phase + 1) * taps);
      expect(row.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12);
    }
    for (let tap = 1; tap < taps; tap++) {
      expect(coefficients[phases * taps + tap]).toBeCloseTo(coefficients[tap - 1] ?? Number.NaN, 7);
    }
  });
});
