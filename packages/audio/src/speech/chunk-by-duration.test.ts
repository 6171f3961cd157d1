import fc from "fast-check";
import { expect, it } from "vitest";
import { chunkByDuration } from "./chunk-by-duration.ts";

it("gives every sample once, in order, in chunks of the length that was asked for", async () => {
  const blocks = fc.array(fc.nat(300), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(blocks, fc.integer({ min: 1, max: 200 }), async (lengths, chunkSamples) => {
      let next = 0;
      const source = async function* () {
        for (const length of lengths) yield Float32Array.from({ length }, () => next++);
      };
      const chunks: Float32Array[] = [];
      for await (const chunk of chunkByDuration(source(), chunkSamples)) chunks.push(chunk);
      expect(chunks.flatMap((chunk) => [...chunk])).toEqual(
        Array.from({ length: next }, (_, index) => index),
      );
      for (const chunk of chunks.slice(0, -1)) expect(chunk.length).toBe(chunkSamples);
      expect(chunks.at(-1)?.length ?? 1).toBeGreaterThan(0);
    }),
  );
});
