import { describe, expect, it } from "vitest";
import { aLawToInt16, int16ToALaw } from "./a-law.ts";

/** The decision values of G.711 for positive samples of 13 bits: 32 intervals of 2, then 16 each of 4 to 128. */
const DECISIONS = [0];
for (let interval = 0; interval < 128; interval++) {
  DECISIONS.push((DECISIONS.at(-1) ?? 0) + 2 ** Math.max(1, Math.floor(interval / 16)));
}

/** Each interval is decoded to its middle; in 16 bits. */
const LEVELS = DECISIONS.slice(0, 128).map((from, n) => 4 * (from + (DECISIONS[n + 1] ?? Number.NaN)));

describe("A-law", () => {
  it("spans 13 bits in 128 intervals", () => {
    expect(DECISIONS.at(-1)).toBe(4096);
    expect(LEVELS.at(-1)).toBe(32256);
  });

  it("decodes every code to the middle of its interval", () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    const expected = Array.from(codes, (code) => {
      const level = LEVELS[(code ^ 0x55) & 0x7f] ?? Number.NaN;
      return code >= 0x80 ? level : -level;
    });
    expect([...aLawToInt16(codes)]).toEqual(expected);
  });

  it("codes every sample by the interval that it lies in", () => {
    const samples = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);
    const coded = int16ToALaw(samples);
    let interval = 0;
    for (let sample = 0; sample < 32768; sample++) {
      while (sample / 8 >= (DECISIONS[interval + 1] ?? 0)) interval++;
      if (coded[32768 + sample] !== ((0x80 | interval) ^ 0x55)) expect.fail(`${sample} was coded otherwise`);
      // The negative sample of the same interval: one further from zero, so that none is on the edge of two.
      if (coded[32767 - sample] !== (interval ^ 0x55)) expect.fail(`${-1 - sample} was coded otherwise`);
    }
    expect(interval).toBe(127);
  });

  it("gives back every code", () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    expect(int16ToALaw(aLawToInt16(codes))).toEqual(codes);
  });
});
