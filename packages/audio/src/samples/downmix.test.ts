import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { downmix } from "./downmix.ts";

describe("downmix", () => {
  it("takes the mean of each frame", () => {
    expect([...downmix(Float32Array.of(1, 0, -1, 1, 0.5, 0.25), 2)]).toEqual([0.5, 0, 0.375]);
    expect([...downmix(Float32Array.of(1, 1, 1, 3, 0, 0, 0, 2), 4)]).toEqual([1.5, 0.5]);
  });

  it("gives back the array of one channel", () => {
    const mono = Float32Array.of(1, 2);
    expect(downmix(mono, 1)).toBe(mono);
  });

  it("gives back a signal that is on every channel", () => {
    fc.assert(
      fc.property(
        fc.float32Array({ noNaN: true, noDefaultInfinity: true }),
        fc.integer({ min: 1, max: 9 }),
        (mono, channels) => {
          const spread = Float32Array.from(
            { length: mono.length * channels },
            (_, i) => mono[Math.floor(i / channels)] ?? 0,
          );
          expect(downmix(spread, channels).length).toBe(mono.length);
          downmix(spread, channels).forEach((value, i) => {
            expect(value).toBeCloseTo(mono[i] ?? Number.NaN, 5 - Math.log10(Math.abs(value) + 1));
          });
        },
      ),
    );
  });

  it("refuses half a frame and channels that are no number of channels", () => {
    expect(() => downmix(new Float32Array(3), 2)).toThrow(expect.objectContaining({ code: "partial_frame" }));
    for (const channels of [0, -1, 1.5, Number.NaN]) {
      expect(() => downmix(new Float32Array(4), channels)).toThrow(
        expect.objectContaining({ name: "ConfigurationError" }),
      );
    }
  });
});
