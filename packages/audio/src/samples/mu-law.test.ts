import { describe, expect, it } from "vitest";
import { int16ToMuLaw, muLawToInt16 } from "./mu-law.ts";

/** The decision values of G.711 for positive samples of 14 bits: a first interval of 1, 15 of 2, then 16 each of 4 to 256. */
const DECISIONS = [0, 1];
for (let interval = 1; interval < 128; interval++) {
  DECISIONS.push((DECISIONS.at(-1) ?? 0) + 2 ** (1 + Math.floor(interval / 16)));
}

/** Each interval is decoded to its middle, the first to 0; in 16 bits. */
const LEVELS = DECISIONS.slice(0, 128).map((from, n) =>
  n === 0 ? 0 : 2 * (from + (DECISIONS[n + 1] ?? Number.NaN)),
);

describe("mu-law", () => {
  it("spans 14 bits in 128 intervals", () => {
    expect(DECISIONS.at(-1)).toBe(8159);
    expect(LEVELS.at(-1)).toBe(32124);
  });

  it("decodes every code to the middle of its interval", () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    const expected = Array.from(codes, (code) =>
      code >= 0x80 ? (LEVELS[0xff - code] ?? Number.NaN) : 0 - (LEVELS[0x7f - code] ?? Number.NaN),
    );
    expect([...muLawToInt16(codes)]).toEqual(expected);
  });

  it("codes every sample by the interval that it lies in", () => {
    const samples = Int16Array.from({ length: 65536 }, (_, i) => i - 32768);
    const coded = int16ToMuLaw(samples);
    let interval = 0;
    for (let sample = 0; sample < 32768; sample++) {
      while (interval < 127 && sample / 4 >= (DECISIONS[interval + 1] ?? 0)) interval++;
      if (coded[32768 + sample] !== 0xff - interval) expect.fail(`${sample} was coded otherwise`);
      // The negative sample of the same interval: one further from zero, so that none is on the edge of two.
      if (coded[32767 - sample] !== 0x7f - interval) expect.fail(`${-1 - sample} was coded otherwise`);
    }
    expect(interval).toBe(127);
  });

  it("gives back every code but the second zero", () => {
    const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
    const expected = [...codes];
    expected[0x7f] = 0xff;
    expect([...int16ToMuLaw(muLawToInt16(codes))]).toEqual(expected);
  });
});
