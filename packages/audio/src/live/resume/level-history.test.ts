import fc from "fast-check";
import { expect, it } from "vitest";
import { LevelHistory } from "./level-history.ts";

/** A frame of the history is 20 samples. */
const RATE = 1000;

const level = (value: number, count: number) => new Float32Array(count).fill(value);

it("tells how loud a stretch was", () => {
  const history = new LevelHistory(RATE, 10);
  history.add(level(0.5, 200));
  history.add(level(0, 200));
  expect(history.meanSquare(0, 0.2)).toBeCloseTo(0.25, 9);
  expect(history.meanSquare(0.1, 0.3)).toBeCloseTo(0.125, 9);
  expect(history.meanSquare(0.2, 0.4)).toBe(0);
});

it("tells of a stretch that is shorter than it measures, or reaches beyond what there is", () => {
  const history = new LevelHistory(RATE, 10);
  history.add(level(0.5, 100));
  expect(history.meanSquare(0.05, 0.05)).toBeCloseTo(0.25, 9);
  expect(history.meanSquare(-1, 9)).toBeCloseTo(0.25, 9);
});

it("knows nothing of what has not come, has come but in part, or is too long ago", () => {
  const history = new LevelHistory(RATE, 1);
  expect(history.meanSquare(0, 1)).toBe(Number.POSITIVE_INFINITY);
  history.add(level(0.5, 19));
  expect(history.meanSquare(0, 1)).toBe(Number.POSITIVE_INFINITY);
  history.add(level(0.5, 5000));
  expect(history.meanSquare(0, 1)).toBe(Number.POSITIVE_INFINITY);
  expect(history.meanSquare(4.1, 5)).toBeCloseTo(0.25, 9);
  expect(history.meanSquare(6, 7)).toBe(Number.POSITIVE_INFINITY);
});

it("does not depend on how the samples were cut", () => {
  const cuts = fc.array(fc.integer({ min: 1, max: 130 }), { minLength: 1, maxLength: 20 });
  const samples = Float32Array.from({ length: 2000 }, (_, at) => Math.sin(at * at));
  const whole = new LevelHistory(RATE, 1);
  whole.add(samples);
  fc.assert(
    fc.property(cuts, fc.double({ min: 1.1, max: 1.9, noNaN: true }), (lengths, from) => {
      const history = new LevelHistory(RATE, 1);
      for (let at = 0, cut = 0; at < samples.length; cut++) {
        const length = lengths[cut % lengths.length] ?? 1;
        history.add(samples.subarray(at, at + length));
        at += length;
      }
      expect(history.meanSquare(from, from + 0.1)).toBeCloseTo(whole.meanSquare(from, from + 0.1), 9);
    }),
  );
});

it("measures in frames of a sample at least", () => {
  const history = new LevelHistory(8, 1);
  history.add(level(1, 8));
  expect(history.meanSquare(0, 1)).toBe(1);
});

it("finds the last pause that is long enough, as far as it is remembered", () => {
  const history = new LevelHistory(RATE, 10);
  for (const [value, count] of [
    [0.5, 1000],
    [0.001, 1000],
    [0.4, 1000],
    [0, 200],
    [0.5, 1000],
  ] as const)
    history.add(level(value, count));
  expect(history.pauseEnd(4.2, 0.8)).toBeCloseTo(2, 9);
  expect(history.pauseEnd(4.2, 0.1)).toBeCloseTo(3.2, 9);
  expect(history.pauseEnd(1.9, 0.8)).toBeCloseTo(1.9, 9);
  expect(history.pauseEnd(1.7, 0.8)).toBeUndefined();
  history.add(level(0.5, 8000));
  expect(history.pauseEnd(12, 0.8)).toBeUndefined();
});

it("finds no pause in what is equally loud, and one in what is silent altogether", () => {
  const loud = new LevelHistory(RATE, 10);
  loud.add(level(0.01, 5000));
  expect(loud.pauseEnd(5, 0.8)).toBeUndefined();
  const silent = new LevelHistory(RATE, 10);
  silent.add(level(0, 5000));
  expect(silent.pauseEnd(5, 0.8)).toBeCloseTo(5, 9);
});
