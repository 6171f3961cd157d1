import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findLikeness } from "./find-likeness.ts";

/** Levels that rise and fall like those of speech: the same for the same seed, and unlike those of any other. */
function speech(seed: number, length: number): number[] {
  let state = seed;
  let level = 50;
  return Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    level = Math.min(75, Math.max(30, level + 16 * (state / 2 ** 32) - 8));
    return level;
  });
}

const silence = (length: number) => new Array<number>(length).fill(30);
const recordings = [speech(1, 500), speech(2, 700)];

describe("findLikeness", () => {
  it("finds the recording and the place, at any volume", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1 }),
        fc.integer({ min: 0, max: 400 }),
        fc.double({ min: -10, max: 10, noNaN: true }),
        (recording, offset, gain) => {
          const heard = recordings[recording]?.slice(offset, offset + 100).map((level) => level + gain) ?? [];
          expect(findLikeness(heard, recordings)).toEqual({ recording, offset });
        },
      ),
    );
  });

  it("finds the first of several that are alike", () => {
    const heard = speech(2, 700).slice(300, 400);
    expect(findLikeness(heard, [...recordings, ...recordings])).toEqual({ recording: 1, offset: 300 });
  });

  it("finds a recording with silence around it that is no part of it", () => {
    const heard = [...silence(30), ...speech(1, 500), ...silence(80)];
    expect(findLikeness(heard, recordings)).toEqual({ recording: 0, offset: -30 });
  });

  it("does not find what is too short to be sure of", () => {
    const known = speech(1, 500);
    expect(findLikeness(known.slice(100, 135), recordings)).toEqual({ recording: 0, offset: 100 });
    expect(findLikeness(known.slice(100, 134), recordings)).toBeUndefined();
    // Of this, only the last level could be compared, to the first of a recording.
    expect(findLikeness([...silence(60), 75], recordings)).toBeUndefined();
  });

  it("finds nothing that is in no recording, nor in none", () => {
    expect(findLikeness(speech(3, 100), recordings)).toBeUndefined();
    expect(findLikeness([...speech(1, 100), ...speech(3, 100)], recordings)).toBeUndefined();
    expect(findLikeness(speech(1, 100), [])).toBeUndefined();
    expect(findLikeness(speech(1, 100), [[]])).toBeUndefined();
  });
});
