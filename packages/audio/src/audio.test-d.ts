import type { Readable } from "node:stream";
import { expectTypeOf, test } from "vitest";
import {
  type AudioFrames,
  type AudioInput,
  type AudioSegment,
  chunkByDuration,
  decodeAudio,
  encodeWav,
  float32ToInt16,
  Resampler,
  SilenceDetector,
} from "./index.ts";

test("audio may come from files, memory and streams of bytes", () => {
  expectTypeOf<string | URL | Uint8Array | ArrayBuffer | Blob | File>().toExtend<AudioInput>();
  expectTypeOf<ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | Buffer>().toExtend<AudioInput>();
  expectTypeOf<Readable>().toExtend<AudioInput>();
  expectTypeOf<number[]>().not.toExtend<AudioInput>();
  expectTypeOf<AsyncIterable<string>>().not.toExtend<AudioInput>();
});

test("decoded audio is frames of 32-bit samples with their rate", async () => {
  for await (const frames of decodeAudio("talk.mp3")) {
    expectTypeOf(frames).toEqualTypeOf<AudioFrames>();
    expectTypeOf(frames.samples).toEqualTypeOf<Float32Array>();
    expectTypeOf(frames.sampleRate).toEqualTypeOf<number>();
  }
  // @ts-expect-error: headerless audio needs all of its format.
  decodeAudio("talk.raw", { raw: { encoding: "pcm16" } });
  // @ts-expect-error: no such encoding.
  decodeAudio("talk.raw", { raw: { encoding: "s16le", sampleRate: 8000, channels: 1 } });
});

test("lengths are in seconds, and say so", () => {
  chunkByDuration([], { sampleRate: 24_000, seconds: 0.2 });
  // @ts-expect-error: seconds.
  chunkByDuration([], { sampleRate: 24_000, durationMs: 200 });
  // @ts-expect-error: without the rate there are no seconds.
  chunkByDuration([], { seconds: 0.2 });
  // @ts-expect-error: seconds.
  new SilenceDetector({ sampleRate: 8000, minSilenceMs: 500 });
});

test("converters say what they take and give", () => {
  expectTypeOf(float32ToInt16).parameter(0).toEqualTypeOf<Float32Array>();
  expectTypeOf(float32ToInt16).returns.toEqualTypeOf<Int16Array>();
  const resampler = new Resampler({ inputRate: 44_100, outputRate: 24_000 });
  // @ts-expect-error: Int16Resampler is for these.
  resampler.process(new Int16Array());
  // @ts-expect-error: `inputRate` and `outputRate`.
  new Resampler({ from: 44_100, to: 24_000 });
  // @ts-expect-error: the format of the samples.
  encodeWav(new Float32Array());
});

test("a stretch is speech or silence", () => {
  expectTypeOf<AudioSegment["type"]>().toEqualTypeOf<"speech" | "silence">();
});
