import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { int16ToBytes, probeAudio } from "@kotoba/audio";
import { afterAll, beforeAll, expect, it } from "vitest";
import { S2stResult } from "./s2st-result.ts";

const SAMPLES = Int16Array.of(0, 1000, -1000, 32_767, -32_768, 5);
const result = (audio: Uint8Array) =>
  new S2stResult({
    audio,
    transcriptSource: "words",
    transcriptTarget: undefined,
    metadata: { source: "en", target: "ja" },
  });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-s2st-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

it("is as long as its samples", () => {
  expect(result(int16ToBytes(SAMPLES)).durationSeconds).toBe(6 / 24_000);
  expect(result(new Uint8Array(0)).durationSeconds).toBe(0);
});

it("becomes a WAV file that says what it holds, in memory and on disk", async () => {
  const path = join(folder, "speech.wav");
  const speech = result(int16ToBytes(SAMPLES));
  await speech.toWav(path);
  const bytes = await speech.toWavBytes();
  expect(new Uint8Array(await readFile(path))).toEqual(bytes);
  expect(await probeAudio(path)).toMatchObject({
    container: "wav",
    codec: "pcm16",
    sampleRate: 24_000,
    channels: 1,
    frameCount: 6,
  });
  expect(Buffer.from(bytes).includes(Buffer.from(speech.audio))).toBe(true);
});

it("becomes samples", async () => {
  const speech = result(int16ToBytes(SAMPLES));
  expect(await speech.toPcm16()).toEqual(SAMPLES);
  expect(await speech.toFloat32()).toEqual(Float32Array.from(SAMPLES, (sample) => sample / 32_768));
});
