import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { float32ToBytes, int16ToBytes, int16ToMuLaw, muLawToInt16, probeAudio } from "@kotoba/audio";
import { AudioFormatError } from "@kotoba/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { TtsAudioFormat } from "../protocol/tts-audio-format.ts";
import { AudioResult } from "./audio-result.ts";
import { oggOpusStream } from "./ogg-opus-stream.ts";

const METADATA = { language: "ja", speakerId: "s", responseIds: ["r"] };
const result = (audioFormat: TtsAudioFormat, sampleRate: number, data: Uint8Array) =>
  new AudioResult({ audioFormat, sampleRate, data, metadata: METADATA });

const SAMPLES = Int16Array.of(0, 1000, -1000, 32_767, -32_768, 5, 6, 7);
const FLOATS = Float32Array.from(SAMPLES, (sample) => sample / 32_768);
const MU_LAW = int16ToMuLaw(SAMPLES);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-tts-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

describe.each<[TtsAudioFormat, number, Uint8Array, string, Int16Array]>([
  ["pcm16", 24_000, int16ToBytes(SAMPLES), "pcm16", SAMPLES],
  ["pcm_f32", 16_000, float32ToBytes(FLOATS), "float32", SAMPLES],
  ["mulaw", 8000, MU_LAW, "mulaw", muLawToInt16(MU_LAW)],
])("%s", (audioFormat, sampleRate, data, codec, samples) => {
  const audio = result(audioFormat, sampleRate, data);

  it("is as long as its samples", () => {
    expect(audio.durationSeconds).toBe(8 / sampleRate);
  });

  it("becomes a WAV file that says what it holds, in memory and on disk", async () => {
    const path = join(folder, `${audioFormat}.wav`);
    await audio.toWav(path);
    const bytes = await audio.toWavBytes();
    expect(new Uint8Array(await readFile(path))).toEqual(bytes);
    expect(await probeAudio(path)).toMatchObject({
      container: "wav",
      codec,
      sampleRate,
      channels: 1,
      frameCount: 8,
    });
    expect(Buffer.from(bytes).includes(Buffer.from(data))).toBe(true);
  });

  it("becomes samples", async () => {
    expect(await audio.toPcm16()).toEqual(samples);
    expect(await audio.toFloat32()).toEqual(Float32Array.from(samples, (sample) => sample / 32_768));
  });
});

it.each<[TtsAudioFormat, string]>([
  ["pcm16", "audio/pcm;encoding=int16;rate=8000"],
  ["pcm_f32", "audio/pcm;encoding=float32;rate=8000"],
  ["mulaw", "audio/PCMU;rate=8000"],
  ["opus", "audio/ogg;codecs=opus"],
])("%s has the media type %s", (audioFormat, contentType) => {
  expect(result(audioFormat, 8000, new Uint8Array(0))).toMatchObject({ contentType, durationSeconds: 0 });
});

it("keeps what the floats hold beyond full scale in the WAV file, and cuts it for 16 bits", async () => {
  const audio = result("pcm_f32", 24_000, float32ToBytes(Float32Array.of(2, -2)));
  expect([...(await audio.toFloat32())]).toEqual([2, -2]);
  expect([...(await audio.toPcm16())]).toEqual([32_767, -32_768]);
});

it("with half a sample is no audio", async () => {
  const audio = result("pcm16", 24_000, new Uint8Array(5));
  expect(await audio.toPcm16().catch((error: unknown) => error)).toBeInstanceOf(AudioFormatError);
  expect(await audio.toWavBytes().catch((error: unknown) => error)).toBeInstanceOf(AudioFormatError);
});

describe("opus", () => {
  it("is an Ogg file as it came, whose pages say how long it is", () => {
    const data = Buffer.concat([oggOpusStream(50), oggOpusStream(25)]);
    const audio = result("opus", 24_000, data);
    expect(audio.data).toBe(data);
    expect(audio.durationSeconds).toBeCloseTo((75 * 960 - 2 * 312) / 48_000, 9);
  });

  it("is decoded at the rate that was agreed on", async () => {
    const audio = result("opus", 24_000, oggOpusStream(50));
    const samples = await audio.toPcm16();
    expect(samples.length).toBe(Math.ceil(audio.durationSeconds * 24_000));
    expect(await probeAudio(await audio.toWavBytes())).toMatchObject({
      codec: "pcm16",
      sampleRate: 24_000,
      channels: 1,
      frameCount: samples.length,
    });
  });

  it("that is none is an error that says so", async () => {
    const audio = result("opus", 24_000, new Uint8Array(100));
    expect(await audio.toFloat32().catch((error: unknown) => error)).toBeInstanceOf(AudioFormatError);
  });
});
