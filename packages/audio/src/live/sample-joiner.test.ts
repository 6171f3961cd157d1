import fc from "fast-check";
import { expect, it } from "vitest";
import { SampleJoiner } from "./sample-joiner.ts";

it.each([1, 2, 4])(
  "gives whole samples of %d bytes, and all of them, however they are cut",
  (sampleBytes) => {
    const chunks = fc.array(fc.uint8Array({ maxLength: 9 }), { maxLength: 20 });
    fc.assert(
      fc.property(chunks, (chunks) => {
        const joiner = new SampleJoiner(sampleBytes);
        const pieces = chunks.map((chunk) => joiner.push(chunk));
        for (const piece of pieces) expect(piece.length % sampleBytes).toBe(0);
        const all = Buffer.concat(chunks);
        const whole = all.subarray(0, all.length - (all.length % sampleBytes));
        expect(Buffer.concat(pieces).equals(whole)).toBe(true);
      }),
    );
  },
);

it("copies nothing that is whole, and keeps its own part, whatever is done with what it gave", () => {
  const joiner = new SampleJoiner(2);
  const whole = Uint8Array.of(1, 2);
  expect(joiner.push(whole)).toBe(whole);
  const cut = Buffer.from([1, 2, 3]);
  joiner.push(cut);
  cut.fill(0);
  expect([...joiner.push(Uint8Array.of(4))]).toEqual([3, 4]);
});

it("forgets the part of a sample when other audio begins", () => {
  const joiner = new SampleJoiner(4);
  joiner.push(Uint8Array.of(9, 9, 9));
  joiner.reset();
  expect([...joiner.push(Uint8Array.of(1, 2, 3, 4))]).toEqual([1, 2, 3, 4]);
});

it("takes as much at once as a frame can hold", () => {
  const joiner = new SampleJoiner(2);
  joiner.push(Uint8Array.of(1));
  expect(joiner.push(new Uint8Array(8 * 2 ** 20 - 1))).toHaveLength(8 * 2 ** 20);
});
