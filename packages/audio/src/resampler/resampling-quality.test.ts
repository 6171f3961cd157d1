import { describe, expect, it } from "vitest";
import { joinSamples } from "../testing/collect.ts";
import { referenceResamplers } from "../testing/reference-resamplers.ts";
import { measureResampling, type Resample, type ResamplingQuality } from "../testing/resampling-quality.ts";
import { Resampler, type ResamplerQuality } from "./resampler.ts";

/**
 * To see the figures, beside those of other resamplers, as a table:
 * KOTOBA_QUALITY_TABLE=1 vitest run --project unit packages/audio/src/resampler/resampling-quality.test.ts
 */
const WANTS_TABLE = process.env.KOTOBA_QUALITY_TABLE === "1";

const PAIRS: readonly (readonly [number, number])[] = [
  [48_000, 24_000],
  [44_100, 24_000],
  [16_000, 24_000],
  [24_000, 16_000],
  [24_000, 8000],
];
/** No ratio of small numbers: the filter is interpolated between the rows of its table. */
const IRRATIONAL_PAIRS: readonly (readonly [number, number])[] = [
  [44_100, 22_050 * Math.SQRT2],
  [47_999.37, 24_000],
  [16_000, 16_000 * Math.SQRT2],
];

function ours(quality: ResamplerQuality): Resample {
  return (input, inputRate, outputRate) => {
    const resampler = new Resampler({ inputRate, outputRate, quality });
    return joinSamples([resampler.process(input), resampler.flush()]);
  };
}

describe.each(PAIRS)("Resampler from %d to %d Hz", (from, to) => {
  it("is transparent: best", async () => {
    const quality = await measureResampling(ours("best"), from, to);
    expectTransparent(quality, 0.001);
    expect(Math.abs(quality.gain11kHz ?? 0)).toBeLessThan(0.2);
  });

  it("is nearly so: fast", async () => {
    expectTransparent(await measureResampling(ours("fast"), from, to), 0.01);
  });
});

it.each(IRRATIONAL_PAIRS)("Resampler from %f to %f Hz is transparent", async (from, to) => {
  expectTransparent(await measureResampling(ours("best"), from, to), 0.001);
  expectTransparent(await measureResampling(ours("fast"), from, to), 0.01);
});

function expectTransparent(quality: ResamplingQuality, maxRipple: number): void {
  const { snr1kHz, snr10kHz, ripple, rejection } = quality;
  expect(snr1kHz).toBeGreaterThan(120);
  expect(snr10kHz ?? Number.POSITIVE_INFINITY).toBeGreaterThan(120);
  expect(ripple).toBeLessThan(maxRipple);
  expect(rejection).toBeGreaterThan(120);
}

it.runIf(WANTS_TABLE)("Other resamplers are as transparent, by the same measure", async () => {
  const resamplers: ReadonlyMap<string, Resample> = new Map([
    ["Kotoba best", ours("best")],
    ["Kotoba fast", ours("fast")],
    ...referenceResamplers(),
  ]);
  const rows = [
    ["from, Hz", "to, Hz", "resampler", "SNR 1 kHz", "SNR 10 kHz", "ripple", "gain 11 kHz", "rejection"],
    ["--:", "--:", "---", "--:", "--:", "--:", "--:", "--:"],
  ];
  for (const [from, to] of PAIRS) {
    for (const [name, resample] of resamplers) {
      const quality = await measureResampling(resample, from, to);
      expectTransparent(quality, 0.01);
      const { snr1kHz, snr10kHz, ripple, gain11kHz, rejection } = quality;
      rows.push([
        `${from}`,
        `${to}`,
        name,
        snr1kHz.toFixed(1),
        snr10kHz?.toFixed(1) ?? "",
        ripple.toFixed(6),
        gain11kHz?.toFixed(4) ?? "",
        // What is smaller than the steps of a sample becomes nothing at all.
        rejection > 180 ? "> 180" : rejection.toFixed(1),
      ]);
    }
  }
  console.log(`In dB:\n\n${rows.map((row) => `| ${row.join(" | ")} |`).join("\n")}`);
});
