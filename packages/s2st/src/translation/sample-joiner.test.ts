import fc from "fast-check";
import { expect, it } from "vitest";
import { SampleJoiner } from "./sample-joiner.ts";

it("gives whole samples, and all of them, however the bytes are cut", () => {
  const chunks = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 20 });
  fc.assert(
    fc.property(chunks, (chunks) => {
      const joiner = new SampleJoiner();
      const pieces = chunks.map((chunk) => joiner.push(chunk));
      for (const piece of pieces) expect(piece.length % 2).toBe(0);
      const all = Buffer.concat(chunks);
      expect(Buffer.concat(pieces).equals(all.subarray(0, all.length - (all.length % 2)))).toBe(true);
    }),
  );
});

it("copies nothing that is whole", () => {
  const chunk = Uint8Array.of(1, 2, 3, 4);
  expect(new SampleJoiner().push(chunk).buffer).toBe(chunk.buffer);
});

it("takes as much at once as a frame can hold", () => {
  const joiner = new SampleJoiner();
  joiner.push(Uint8Array.of(1));
  expect(joiner.push(new Uint8Array(8 * 2 ** 20 - 1))).toHaveLength(8 * 2 ** 20);
});

it("keeps its own half, whatever is done with what it gave", () => {
  const joiner = new SampleJoiner();
  const bytes = Uint8Array.of(1, 2, 3);
  joiner.push(bytes);
  bytes.fill(0);
  expect([...joiner.push(Uint8Array.of(4))]).toEqual([3, 4]);
});
