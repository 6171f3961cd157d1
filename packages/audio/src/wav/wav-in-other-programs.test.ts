import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SampleEncoding } from "../audio-format.ts";
import { decodeSamples } from "../samples/decode-samples.ts";
import { encodeSamples } from "../samples/encode-samples.ts";
import { collectBytes } from "../testing/collect.ts";
import { isInstalled } from "../testing/installed.ts";
import { encodeWav, encodeWavStream, writeWavFile } from "./wav-writer.ts";

/** What ffprobe and soxi call each encoding. */
const NAMES: readonly [SampleEncoding, ffprobe: string, soxi: string][] = [
  ["pcm8", "pcm_u8", "8-bit Unsigned Integer PCM"],
  ["pcm16", "pcm_s16le", "16-bit Signed Integer PCM"],
  ["pcm24", "pcm_s24le", "24-bit Signed Integer PCM"],
  ["pcm32", "pcm_s32le", "32-bit Signed Integer PCM"],
  ["float32", "pcm_f32le", "32-bit Floating Point PCM"],
  ["float64", "pcm_f64le", "64-bit Floating Point PCM"],
  ["alaw", "pcm_alaw", "8-bit A-law"],
  ["mulaw", "pcm_mulaw", "8-bit u-law"],
];
/** A mono file has a plain header where the encoding allows one, three channels never have. */
const FORMATS = NAMES.flatMap(([encoding, ffprobe, soxi]) =>
  [1, 3].map((channels) => ({ encoding, channels, ffprobe, soxi })),
);
const SAMPLE_RATE = 22_050;

/** Programs that turn a WAV file on stdin into floats on stdout. */
const DECODERS: readonly [program: string, ...args: string[]][] = [
  ["sox", "-t", "wav", "-", "-t", "raw", "-e", "float", "-b", "32", "-"],
  ["ffmpeg", "-v", "error", "-f", "wav", "-i", "pipe:0", "-f", "f32le", "pipe:1"],
];

describe.each(DECODERS)("%s", (program, ...args) => {
  it.runIf(isInstalled(program)).each(FORMATS)(
    "reads the samples of $encoding with $channels channels, whether their length is stated or not",
    async ({ encoding, channels }) => {
      const format = { sampleRate: SAMPLE_RATE, channels, encoding };
      const samples = Float32Array.from({ length: 333 * channels }, (_, i) => 0.9 * Math.sin(i * i));
      const expected = decodeSamples(encodeSamples(samples, encoding), encoding);
      for (const file of [
        encodeWav(samples, format),
        await collectBytes(encodeWavStream([samples], format)),
      ]) {
        const { stdout, status } = spawnSync(program, args, { input: file });
        expect(status).toBe(0);
        const read = decodeSamples(stdout, "float32");
        expect(read.length).toBe(expected.length);
        // sox reckons in integers of 32 bits.
        const errors = read.map((value, i) => Math.abs(value - (expected[i] ?? Number.NaN)));
        expect(Math.max(...errors)).toBeLessThan(1e-6);
      }
    },
  );
});

describe("a file", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kotoba-wav-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function writeOneSecond(encoding: SampleEncoding, channels: number): Promise<string> {
    const path = join(folder, `${encoding}-${channels}.wav`);
    await writeWavFile(path, [new Int16Array(SAMPLE_RATE * channels)], {
      sampleRate: SAMPLE_RATE,
      channels,
      encoding,
    });
    return path;
  }

  it.runIf(isInstalled("ffprobe")).each(FORMATS)(
    "of $encoding with $channels channels is known to ffprobe",
    async ({ encoding, channels, ffprobe }) => {
      const path = await writeOneSecond(encoding, channels);
      const entries = "stream=codec_name,sample_rate,channels,duration";
      const { stdout, stderr } = spawnSync(
        "ffprobe",
        ["-v", "warning", "-show_entries", entries, "-of", "csv=p=0", path],
        { encoding: "utf8" },
      );
      expect([stdout.trim(), stderr]).toEqual([`${ffprobe},${SAMPLE_RATE},${channels},1.000000`, ""]);
    },
  );

  it.runIf(isInstalled("soxi")).each(FORMATS)(
    "of $encoding with $channels channels is known to soxi",
    async ({ encoding, channels, soxi }) => {
      const path = await writeOneSecond(encoding, channels);
      const { stdout } = spawnSync("soxi", [path], { encoding: "utf8" });
      expect(stdout).toContain(`Sample Encoding: ${soxi}\n`);
      expect(stdout).toMatch(new RegExp(`Channels +: ${channels}\n`));
      expect(stdout).toMatch(new RegExp(`Duration .* ${SAMPLE_RATE} samples`));
    },
  );
});
