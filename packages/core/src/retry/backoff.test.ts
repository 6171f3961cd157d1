import fc from "fast-check";
import { expect, it } from "vitest";
import { backoffDelayMs } from "./backoff.ts";
import { DEFAULT_RETRY_POLICY } from "./retry-policy.ts";

it("doubles its bound from 250 ms to 10 s", () => {
  const bounds = [1, 2, 3, 6, 7, 50].map((retry) => backoffDelayMs(DEFAULT_RETRY_POLICY, retry, 1));
  expect(bounds).toEqual([250, 500, 1000, 8000, 10_000, 10_000]);
});

it("draws evenly from the whole range below its bound", () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.integer({ min: 1, max: 1000 }),
      (random, retry) => {
        const bound = backoffDelayMs(DEFAULT_RETRY_POLICY, retry, 1);
        expect(backoffDelayMs(DEFAULT_RETRY_POLICY, retry, random)).toBeCloseTo(random * bound, 9);
      },
    ),
  );
});
