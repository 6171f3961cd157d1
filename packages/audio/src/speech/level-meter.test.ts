import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LevelMeter } from "./level-meter.ts";

const SILENCE = { rms: 0, peak: 0, rmsDbfs: Number.NEGATIVE_INFINITY, peakDbfs: Number.NEGATIVE_INFINITY };

function measure(length: number, wave: (i: number) => number) {
  return new LevelMeter().add(Float32Array.from({ length }, (_, i) => wave(i)));
}

describe("LevelMeter", () => {
  it("takes a square wave of full scale for 0 dBFS", () => {
    expect(measure(1000, (i) => (i % 20 < 10 ? 1 : -1))).toEqual({
      rms: 1,
      peak: 1,
      rmsDbfs: 0,
      peakDbfs: 0,
    });
    const half = measure(1000, (i) => (i % 2 ? 0.5 : -0.5));
    expect([half.rms, half.peak]).toEqual([0.5, 0.5]);
    expect(half.rmsDbfs).toBeCloseTo(-6.02, 2);
  });

  it("takes a sine of full scale for -3.01 dBFS", () => {
    const sine = measure(48_000, (i) => Math.sin((2 * Math.PI * 1000 * i) / 48_000));
    expect(sine.rmsDbfs).toBeCloseTo(-3.0103, 4);
    expect(sine.peakDbfs).toBeCloseTo(0, 6);
  });

  it("shows what passes full scale, on either side", () => {
    expect(measure(3, (i) => (i === 1 ? -2 : 0)).peakDbfs).toBeCloseTo(6.02, 2);
  });

  it("takes zeros, nothing and NaN for silence", () => {
    expect(measure(100, () => 0)).toEqual(SILENCE);
    expect(measure(0, () => 0)).toEqual(SILENCE);
    expect(measure(100, () => Number.NaN)).toEqual(SILENCE);
    expect(new LevelMeter().level).toEqual(SILENCE);
  });

  it("tells the level of each block, and of the whole however it is divided", () => {
    const samples = fc.float32Array({ noNaN: true, min: -1, max: 1, maxLength: 200 });
    fc.assert(
      fc.property(samples, fc.nat(200), fc.nat(200), (all, one, other) => {
        const [first, second] = [Math.min(one, other), Math.max(one, other)];
        const meter = new LevelMeter();
        for (const block of [all.subarray(0, first), all.subarray(first, second), all.subarray(second)]) {
          expect(meter.add(block)).toEqual(new LevelMeter().add(block));
        }
        expect(meter.level).toEqual(new LevelMeter().add(all));
      }),
    );
  });
});
