import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { float32ToInt16, int16ToFloat32 } from "../samples/pcm16.ts";
import { joinSamples } from "../testing/collect.ts";
import { Int16Resampler } from "./int16-resampler.ts";
import { Resampler } from "./resampler.ts";

const RATES: readonly number[] = [8000, 16_000, 24_000, 44_100, 48_000, 47_999.37, 22_050 * Math.SQRT2];

describe("Int16Resampler", () => {
  it("gives the samples of a Resampler, rounded, for any chunks", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RATES),
        fc.constantFrom(...RATES),
        fc.constantFrom("best" as const, "fast" as const),
        fc.array(fc.int16Array({ maxLength: 500 }), { maxLength: 6 }),
        (inputRate, outputRate, quality, chunks) => {
          const options = { inputRate, outputRate, quality };
          const resampler = new Int16Resampler(options);
          const output = [...chunks.map((chunk) => resampler.process(chunk)), resampler.flush()];

          const floats = new Resampler(options);
          const whole = joinSamples(chunks.map(int16ToFloat32));
          const expected = float32ToInt16(joinSamples([floats.process(whole), floats.flush()]));
          expect(output.flatMap((samples) => [...samples])).toEqual([...expected]);
        },
      ),
    );
  });

  it("saturates what passes full scale between the samples", () => {
    const resampler = new Int16Resampler({ inputRate: 16_000, outputRate: 48_000 });
    // A tone at a quarter of the rate: its samples are at full scale, its peaks 3 dB above.
    const input = Int16Array.from({ length: 4000 }, (_, i) => (i % 4 < 2 ? 32_767 : -32_768));
    const output = resampler.process(input).slice(1000);
    expect(Math.max(...output)).toBe(32_767);
    expect(Math.min(...output)).toBe(-32_768);
    // Nothing has wrapped around.
    const steps = output.subarray(1).map((value, i) => Math.abs(value - (output[i] ?? Number.NaN)) >> 1);
    expect(Math.max(...steps)).toBeLessThan(15_000);
  });

  it("passes samples through between equal rates", () => {
    const resampler = new Int16Resampler({ inputRate: 24_000, outputRate: 24_000 });
    expect([...resampler.process(Int16Array.of(-32_768, -1, 0, 32_767))]).toEqual([-32_768, -1, 0, 32_767]);
    expect(resampler.flush().length).toBe(0);
    expect(resampler.latencySeconds).toBe(0);
  });

  it("tells its rates, and the latency of a Resampler", () => {
    const options = { inputRate: 44_100, outputRate: 24_000 };
    const resampler = new Int16Resampler(options);
    expect(resampler).toMatchObject(options);
    expect(resampler.latencySeconds).toBe(new Resampler(options).latencySeconds);
  });
});
