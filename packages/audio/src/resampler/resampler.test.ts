import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinSamples } from "../testing/collect.ts";
import { Resampler, type ResamplerQuality } from "./resampler.ts";

const QUALITIES: readonly ResamplerQuality[] = ["best", "fast"];
const PAIRS: readonly (readonly [number, number])[] = [
  [44_100, 24_000],
  [48_000, 16_000],
  [24_000, 16_000],
  [8_000, 24_000],
  [22_050, 24_000],
  [24_000, 48_000],
  [192_000, 8_000],
  // Too many phases for a table of them all.
  [44_101, 24_000],
  [24_000, 44_101],
  [191_999, 16_000],
  [44_100, 22_050 * Math.SQRT2],
  [47_999.37, 24_000],
];

/** Rates in units of 2^-32 Hz, to which they are taken. */
const units = (rate: number): bigint => BigInt(Math.round(rate * 2 ** 32));

function tone(frequency: number, rate: number, seconds: number): Float32Array {
  return Float32Array.from(
    { length: rate * seconds },
    (_, i) => 0.5 * Math.sin((2 * Math.PI * frequency * i) / rate),
  );
}

function resample(
  input: Float32Array,
  inputRate: number,
  outputRate: number,
  quality: ResamplerQuality,
): Float32Array {
  const resampler = new Resampler({ inputRate, outputRate, quality });
  return joinSamples([resampler.process(input), resampler.flush()]);
}

/** Samples of the middle half, away from where the tone starts and stops, with their indices. */
function middle(samples: Float32Array): [number, number][] {
  const from = Math.floor(samples.length / 4);
  return Array.from(samples.subarray(from, 3 * from), (value, i) => [from + i, value]);
}

/** The sine of `frequency` that fits best: its part in phase with a sine from sample 0, the part a quarter late, and what is left. */
function fitSine(
  samples: Float32Array,
  frequency: number,
  rate: number,
): { inPhase: number; late: number; rest: number } {
  let ss = 0;
  let sc = 0;
  let cc = 0;
  let sy = 0;
  let cy = 0;
  const points = middle(samples);
  for (const [i, y] of points) {
    const angle = (2 * Math.PI * frequency * i) / rate;
    const s = Math.sin(angle);
    const c = Math.cos(angle);
    ss += s * s;
    sc += s * c;
    cc += c * c;
    sy += s * y;
    cy += c * y;
  }
  const determinant = ss * cc - sc * sc;
  const inPhase = (sy * cc - cy * sc) / determinant;
  const late = (cy * ss - sy * sc) / determinant;
  let power = 0;
  for (const [i, y] of points) {
    const angle = (2 * Math.PI * frequency * i) / rate;
    power += (y - inPhase * Math.sin(angle) - late * Math.cos(angle)) ** 2;
  }
  return { inPhase, late, rest: Math.sqrt((2 * power) / points.length) };
}

const decibels = (ratio: number): number => 20 * Math.log10(ratio);

describe.each(QUALITIES)("Resampler, %s", (quality) => {
  it.each(PAIRS)("keeps a tone of 1 kHz 120 dB above all else, and in its place: %d to %d Hz", (from, to) => {
    const { inPhase, late, rest } = fitSine(resample(tone(1000, from, 0.5), from, to, quality), 1000, to);
    expect(decibels(0.5 / rest)).toBeGreaterThan(120);
    expect(inPhase).toBeCloseTo(0.5, 5);
    expect(late).toBeCloseTo(0, 5);
  });

  it("keeps 11 kHz within 0.2 dB from 44.1 to 24 kHz", () => {
    const { inPhase, late } = fitSine(
      resample(tone(11_000, 44_100, 0.5), 44_100, 24_000, quality),
      11_000,
      24_000,
    );
    expect(Math.abs(decibels(Math.hypot(inPhase, late) / 0.5))).toBeLessThan(0.2);
  });

  it.each([13_000, 15_000, 20_000])("keeps out %d Hz from 44.1 to 24 kHz", (frequency) => {
    const output = middle(resample(tone(frequency, 44_100, 0.5), 44_100, 24_000, quality));
    const rms = Math.sqrt(output.reduce((sum, [, y]) => sum + y * y, 0) / output.length);
    expect(decibels((rms * Math.SQRT2) / 0.5)).toBeLessThan(-100);
  });

  it("is well down half a kilohertz above half the lower rate", () => {
    const output = middle(resample(tone(12_500, 44_100, 0.5), 44_100, 24_000, quality));
    const rms = Math.sqrt(output.reduce((sum, [, y]) => sum + y * y, 0) / output.length);
    expect(decibels((rms * Math.SQRT2) / 0.5)).toBeLessThan(-60);
  });

  it("leaves no images of a tone going up", () => {
    const { rest } = fitSine(resample(tone(3000, 8000, 0.5), 8000, 48_000, quality), 3000, 48_000);
    expect(decibels(rest / 0.5)).toBeLessThan(-100);
  });

  it("lets a constant through", () => {
    for (const [from, to] of PAIRS) {
      let farthest = 0;
      for (const [, y] of middle(resample(new Float32Array(from / 4).fill(0.25), from, to, quality)))
        farthest = Math.max(farthest, Math.abs(y - 0.25));
      expect(farthest, `${from} to ${to}`).toBeLessThan(1e-6);
    }
  });
});

describe("Resampler", () => {
  it.each([44_100, 47_999.37])("does not drift, from %d Hz", (inputRate) => {
    const input = tone(1000, inputRate, 20);
    const resampler = new Resampler({ inputRate, outputRate: 16_000 });
    const output: Float32Array[] = [];
    for (let at = 0; at < input.length; at += 8820)
      output.push(resampler.process(input.subarray(at, at + 8820)));
    const all = joinSamples(output);
    const last = all.length - 16_000;
    const { inPhase, late } = fitSine(all.subarray(last), 1000, 16_000);
    const angle = (2 * Math.PI * 1000 * last) / 16_000;
    expect(inPhase).toBeCloseTo(0.5 * Math.cos(angle), 5);
    expect(late).toBeCloseTo(0.5 * Math.sin(angle), 5);
  });

  it.each([
    { inputRate: 768_000, outputRate: 767_999.99 },
    { inputRate: 768_000, outputRate: 768.1 },
    { inputRate: 1.7, outputRate: 1699 },
  ])("counts exactly at the ends of its range: $inputRate to $outputRate Hz", ({ inputRate, outputRate }) => {
    const length = Math.ceil((1e5 * inputRate) / Math.max(inputRate, outputRate));
    const output = resample(new Float32Array(length).fill(0.25), inputRate, outputRate, "fast");
    const exact = (BigInt(length) * units(outputRate) + units(inputRate) - 1n) / units(inputRate);
    expect(BigInt(output.length)).toBe(exact);
  });

  it("gives exactly ceil(n * out / in) samples, the same for any chunks", () => {
    const rate = fc.oneof(
      fc.constantFrom(8000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000, 192_000),
      fc.integer({ min: 4000, max: 200_000 }),
      fc.double({ min: 4000, max: 200_000, noNaN: true }),
    );
    fc.assert(
      fc.property(
        rate,
        rate,
        fc.constantFrom(...QUALITIES),
        fc.array(fc.oneof(fc.nat(300), fc.constantFrom(0, 1, 2, 4095, 4096, 4097, 9000)), { maxLength: 6 }),
        (inputRate, outputRate, quality, sizes) => {
          const length = sizes.reduce((sum, size) => sum + size, 0);
          const input = Float32Array.from({ length }, (_, i) => Math.sin(i * i));
          const resampler = new Resampler({ inputRate, outputRate, quality });
          const output: Float32Array[] = [];
          let at = 0;
          for (const size of sizes) {
            output.push(resampler.process(input.subarray(at, at + size)));
            at += size;
          }
          output.push(resampler.flush());
          const joined = joinSamples(output);
          const [from, to] = [units(inputRate), units(outputRate)];
          const exact = (BigInt(length) * to + from - 1n) / from;
          expect(BigInt(joined.length)).toBe(exact);
          // The same resampler again: it is as new after flush().
          const whole = joinSamples([resampler.process(input), resampler.flush()]);
          expect(Buffer.compare(Buffer.from(joined.buffer), Buffer.from(whole.buffer))).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("returns output as soon as the input up to its latency is known", () => {
    const resampler = new Resampler({ inputRate: 48_000, outputRate: 16_000 });
    const latency = Math.round(resampler.latencySeconds * 48_000);
    expect(resampler.process(new Float32Array(latency)).length).toBe(0);
    expect(resampler.process(new Float32Array(1)).length).toBe(1);
    expect(resampler.process(new Float32Array(2)).length).toBe(0);
    expect(resampler.process(new Float32Array(1)).length).toBe(1);
  });

  it("passes samples through between equal rates", () => {
    const resampler = new Resampler({ inputRate: 24_000, outputRate: 24_000 });
    const samples = Float32Array.of(0.1, 0.2);
    expect(resampler.process(samples)).toBe(samples);
    expect(resampler.flush().length).toBe(0);
    expect(resampler.latencySeconds).toBe(0);
  });

  it("does not change its input, nor output that it has returned", () => {
    const resampler = new Resampler({ inputRate: 16_000, outputRate: 24_000 });
    const input = tone(440, 16_000, 0.1);
    const before = input.slice();
    const first = resampler.process(input);
    const copy = first.slice();
    resampler.process(input);
    expect(input).toEqual(before);
    expect(first).toEqual(copy);
  });

  it.each([
    { inputRate: 0, outputRate: 24_000 },
    { inputRate: -1, outputRate: 24_000 },
    { inputRate: Number.NaN, outputRate: 24_000 },
    { inputRate: Number.POSITIVE_INFINITY, outputRate: 24_000 },
    { inputRate: 0.999, outputRate: 24_000 },
    { inputRate: 24_000, outputRate: 768_000.1 },
    { inputRate: 768_000, outputRate: 767 },
    { inputRate: 24, outputRate: 24_001 },
  ])("refuses $inputRate to $outputRate", (rates) => {
    expect(() => new Resampler(rates)).toThrow(expect.objectContaining({ name: "ConfigurationError" }));
  });

  it("refuses a quality that it doesn't know", () => {
    const options = { inputRate: 8000, outputRate: 24_000, quality: "toString" as ResamplerQuality };
    expect(() => new Resampler(options)).toThrow(/quality/);
  });
});
