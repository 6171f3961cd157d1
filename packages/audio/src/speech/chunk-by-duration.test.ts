import fc from "fast-check";
import { expect, it } from "vitest";
import { type ChunkOptions, chunkByDuration } from "./chunk-by-duration.ts";

it("gives every sample once, in order, in chunks of the duration that was asked for", async () => {
  const blocks = fc.array(fc.nat(300), { maxLength: 12 });
  const most200 = fc.integer({ min: 1, max: 200 });
  await fc.assert(
    fc.asyncProperty(blocks, most200, fc.integer({ min: 1, max: 3 }), async (lengths, frames, channels) => {
      let next = 0;
      const source = async function* () {
        for (const length of lengths) yield Float32Array.from({ length }, () => next++);
      };
      const chunks: Float32Array[] = [];
      const options = { sampleRate: 1000, seconds: frames / 1000, channels };
      for await (const chunk of chunkByDuration(source(), options)) chunks.push(chunk);
      expect(chunks.flatMap((chunk) => [...chunk])).toEqual(
        Array.from({ length: next }, (_, index) => index),
      );
      for (const chunk of chunks.slice(0, -1)) expect(chunk.length).toBe(frames * channels);
      expect(chunks.at(-1)?.length ?? 1).toBeGreaterThan(0);
    }),
  );
});

it("rounds to whole frames", async () => {
  const options = { sampleRate: 11_025, seconds: 0.02, channels: 2 };
  const first = await chunkByDuration([new Float32Array(1000)], options).next();
  expect(first.value?.length).toBe(2 * 221);
});

it("gives what a broken source gave, and then its failure", async () => {
  const failure = new Error("cut short");
  async function* source() {
    yield Float32Array.of(1, 2, 3);
    throw failure;
  }
  const chunks = chunkByDuration(source(), { sampleRate: 1000, seconds: 0.002 });
  expect((await chunks.next()).value).toEqual(Float32Array.of(1, 2));
  expect((await chunks.next()).value).toEqual(Float32Array.of(3));
  await expect(chunks.next()).rejects.toBe(failure);
});

it.each<ChunkOptions>([
  { sampleRate: 0, seconds: 1 },
  { sampleRate: 44_100.5, seconds: 1 },
  { sampleRate: 8000, seconds: 0 },
  { sampleRate: 8000, seconds: -1 },
  { sampleRate: 8000, seconds: Number.NaN },
  { sampleRate: 8000, seconds: Number.POSITIVE_INFINITY },
  { sampleRate: 8000, seconds: 1, channels: 0 },
  { sampleRate: 8000, seconds: 1e6 },
  { sampleRate: 8000, seconds: 30_000, channels: 2 },
])("refuses %j at once", (options) => {
  expect(() => chunkByDuration([], options)).toThrow(expect.objectContaining({ name: "ConfigurationError" }));
});
