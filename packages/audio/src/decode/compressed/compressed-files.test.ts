import { createReadStream } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import type { AudioInput } from "../../input/audio-source.ts";
import { align, channelOf } from "../../testing/alignment.ts";
import { ChunkedSource } from "../../testing/chunked-source.ts";
import { collectFrames } from "../../testing/collect.ts";
import {
  bytesOf,
  type CompressedRecordings,
  speechRecordings,
  stereoRecordings,
} from "../../testing/compressed-recordings.ts";
import { isInstalled } from "../../testing/installed.ts";
import { decodeAudio } from "../decode-audio.ts";
import { probeAudio } from "../probe-audio.ts";

/** What ffmpeg decodes from the same file differs by the rounding of floats, and in Opus by a little more. */
const SAME = 1e-4;

const MP3 = { container: "mp3", codec: "mp3", bitsPerSample: undefined };
const FLAC = { container: "flac", codec: "flac" };
const OGG = { container: "ogg", bitsPerSample: undefined };

/** Name, how it is made, what is told of it, and how like the original it is at least, in dB. */
const LOSSY: readonly [name: string, args: string, info: object, snr: number][] = [
  ["cbr.mp3", "-b:a 128k", MP3, 15],
  ["vbr.mp3", "-q:a 3", MP3, 15],
  ["vorbis.ogg", "-c:a libvorbis -q:a 6", { ...OGG, codec: "vorbis" }, 15],
  ["opus.ogg", "-c:a libopus -b:a 128k", { ...OGG, codec: "opus", sampleRate: 48_000 }, 8],
];

const LOSSLESS: readonly [name: string, args: string, info: object][] = [
  ["16.flac", "", { ...FLAC, bitsPerSample: 16 }],
  ["24.flac", "-sample_fmt s32 -bits_per_raw_sample 24", { ...FLAC, bitsPerSample: 24 }],
  ["blocks.flac", "-frame_size 333", { ...FLAC, bitsPerSample: 16 }],
  ["flac.ogg", "-c:a flac", { ...FLAC, container: "ogg", bitsPerSample: 16 }],
];

const isReady = isInstalled("ffmpeg") && isInstalled("sox");
const made: CompressedRecordings[] = [];
afterAll(() => {
  for (const recordings of made) recordings[Symbol.dispose]();
});

/** Made when the first test wants them: where the programs are absent, none does. */
function lazily(record: () => CompressedRecordings): () => CompressedRecordings {
  let recordings: CompressedRecordings | undefined;
  return () => {
    if (recordings !== undefined) return recordings;
    recordings = record();
    made.push(recordings);
    return recordings;
  };
}

function largestDifference(one: Float32Array, other: Float32Array): number {
  let most = 0;
  for (let at = 0; at < one.length; at++) most = Math.max(most, Math.abs((one[at] ?? 0) - (other[at] ?? 0)));
  return most;
}

describe.skipIf(!isReady).each([
  ["speech", lazily(speechRecordings)],
  ["stereo", lazily(stereoRecordings)],
])("%s compressed by ffmpeg", (_, recordings) => {
  it.each(LOSSY)(
    "%s is decoded to what was recorded, from its first sample to its last",
    async (name, args, info, snr) => {
      const { make, decodeByFfmpeg, original, sampleRate, channels } = recordings();
      const path = make(name, args);
      const samples = await collectFrames(decodeAudio(path, { ffmpeg: false }));

      const byFfmpeg = decodeByFfmpeg(path);
      expect(samples.length).toBe(byFfmpeg.length);
      expect(largestDifference(samples, byFfmpeg)).toBeLessThan(SAME);

      const frameCount = samples.length / channels;
      const told = await probeAudio(path);
      expect(told).toMatchObject({ sampleRate, channels, frameCount, ...info });
      expect(told.durationSeconds).toBe(frameCount / told.sampleRate);

      if (told.sampleRate !== sampleRate) return;
      const source = await collectFrames(decodeAudio(original));
      expect(samples.length).toBe(source.length);
      for (let channel = 0; channel < channels; channel++) {
        const fit = align(channelOf(source, channels, channel), channelOf(samples, channels, channel));
        expect(fit.lag).toBe(0);
        expect(fit.snr).toBeGreaterThan(snr);
      }
    },
  );

  it.each(LOSSLESS)("%s is decoded to the very samples", async (name, args, info) => {
    const { make, original, sampleRate, channels } = recordings();
    const path = make(name, args);
    const source = await collectFrames(decodeAudio(original));
    const samples = await collectFrames(decodeAudio(path, { ffmpeg: false }));
    expect(samples.length).toBe(source.length);
    expect(largestDifference(samples, source)).toBe(0);
    const frameCount = samples.length / channels;
    expect(await probeAudio(path)).toMatchObject({ sampleRate, channels, frameCount, ...info });
  });

  it.each([...LOSSY, ...LOSSLESS].map(([name, args]) => [name, args]))(
    "%s is the same from every kind of input",
    async (name, args) => {
      const path = recordings().make(name, args);
      const file = bytesOf(path);
      const samples = await collectFrames(decodeAudio(path));
      const { frameCount } = await probeAudio(path);
      const inputs: readonly (() => AudioInput)[] = [
        () => file,
        () => new Blob([file]),
        () => createReadStream(path, { highWaterMark: 1000 }),
        () => new Blob([file]).stream(),
        () => new ChunkedSource(file, [1, 20_000, 7]),
      ];
      for (const input of inputs) {
        expect(largestDifference(await collectFrames(decodeAudio(input())), samples)).toBe(0);
        expect((await probeAudio(input())).frameCount).toBe(frameCount);
      }
    },
  );

  it.each<[name: string, args: string]>([
    ["piped.mp3", "-b:a 64k -write_xing 0 -f mp3"],
    ["slow.mp3", "-ar 16000 -b:a 24k -write_xing 0 -f mp3"],
    ["layer2.mp3", "-b:a 192k -f mp2"],
    ["piped.flac", "-f flac"],
    ["piped.ogg", "-c:a libvorbis -f ogg"],
  ])("%s, which does not tell its length, is as long as ffmpeg says", async (name, args) => {
    const { pipe, decodeByFfmpeg, channels } = recordings();
    const path = pipe(name, args);
    const samples = await collectFrames(decodeAudio(path, { ffmpeg: false }));
    const byFfmpeg = decodeByFfmpeg(path);
    expect(samples.length).toBe(byFfmpeg.length);
    expect(largestDifference(samples, byFfmpeg)).toBeLessThan(SAME);
    const { frameCount } = await probeAudio(path);
    expect([samples.length / channels, undefined]).toContain(frameCount);
  });

  it.each<[name: string, args: string]>([
    ["three.ogg", "-ac 3 -c:a libvorbis"],
    ["six.ogg", "-ac 6 -c:a libvorbis"],
    ["six.opus", "-ac 6 -c:a libopus"],
    ["eight.opus", "-ac 8 -c:a libopus"],
    ["six.flac", "-ac 6"],
  ])("%s has its channels in the usual order", async (name, args) => {
    const { make, decodeByFfmpeg } = recordings();
    const path = make(name, args);
    const samples = await collectFrames(decodeAudio(path, { ffmpeg: false }));
    const byFfmpeg = decodeByFfmpeg(path);
    expect(samples.length).toBe(byFfmpeg.length);
    expect(largestDifference(samples, byFfmpeg)).toBeLessThan(1e-3);
  });
});
