import fc from "fast-check";
import { expect, it } from "vitest";
import { deinterleave, interleave } from "./interleave.ts";

it("puts the first sample of each channel first", () => {
  expect([...interleave([Float32Array.of(1, 2), Float32Array.of(3, 4), Float32Array.of(5, 6)])]).toEqual([
    1, 3, 5, 2, 4, 6,
  ]);
  expect([...interleave([])]).toEqual([]);
});

it("gives back what was taken apart", () => {
  fc.assert(
    fc.property(fc.float32Array({ maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (samples, channels) => {
      const whole = samples.subarray(0, samples.length - (samples.length % channels));
      const lanes = deinterleave(whole, channels);
      expect(lanes.map((lane) => lane.length)).toEqual(new Array(channels).fill(whole.length / channels));
      expect(interleave(lanes)).toEqual(whole);
    }),
  );
});
