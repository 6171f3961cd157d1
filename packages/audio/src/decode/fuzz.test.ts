import { expect, it } from "vitest";
import type { AudioFormat, SampleEncoding } from "../audio-format.ts";
import { type FuzzSeed, fuzzDecoders } from "../testing/fuzz-decoders.ts";
import { PCM_FILE_KINDS } from "../testing/pcm-files.ts";

const SEED = 20_260_101;

const content = { data: Uint8Array.from({ length: 96 }, (_, i) => i * 5), sampleRate: 16_000, channels: 2 };

const PCM_SEEDS: readonly FuzzSeed[] = PCM_FILE_KINDS.map(({ name, write }) => ({
  name,
  file: write(content),
}));

const RAW_SEEDS: readonly FuzzSeed[] = (["pcm16", "float64", "mulaw"] satisfies SampleEncoding[]).map(
  (encoding) => {
    const raw: AudioFormat = { encoding, sampleRate: 8000, channels: 3 };
    return { name: `raw ${encoding}`, file: content.data, options: { raw } };
  },
);

it("damaged files give samples or an AudioFormatError that names the byte, in flat memory", async () => {
  const report = await fuzzDecoders([...PCM_SEEDS, ...RAW_SEEDS], 300_000, SEED);
  console.log("fuzz:", JSON.stringify(report));
  expect(Math.min(report.decoded, report.refused)).toBeGreaterThan(30_000);
  expect(report.peakGrownMebibytes).toBeLessThanOrEqual(64);
}, 300_000);
