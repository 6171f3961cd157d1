import fc from "fast-check";
import { expect, it } from "vitest";
import { FrameSplitter } from "./frame-splitter.ts";
import { serverFrame } from "./server-frame.ts";

const lengths = fc.oneof(fc.nat(300), fc.constantFrom(0, 125, 126, 127, 65_535, 65_536, 70_000));
const frames = fc.array(
  fc.record({ opcode: fc.constantFrom(0, 1, 2, 8, 9, 10), isFinal: fc.boolean(), length: lengths }),
  { maxLength: 6 },
);

it("finds the same frames however the bytes were cut up, and what is left of them", () => {
  const cuts = fc.array(fc.nat(200_000), { maxLength: 20 });
  fc.assert(
    fc.property(frames, cuts, fc.double({ min: 0, max: 0.99, noNaN: true }), (expected, positions, lost) => {
      const encoded = expected.map(({ length, ...kind }) => serverFrame(Buffer.alloc(length, "ab"), kind));
      const unfinished = serverFrame(Buffer.alloc(200, 7));
      const begun = unfinished.subarray(0, Math.floor(lost * unfinished.length));
      const bytes = Buffer.concat([...encoded, begun]);
      const splitter = new FrameSplitter();
      const found = cut(bytes, positions).flatMap((chunk) => splitter.push(chunk));
      expect(
        found.map(({ isFinal, opcode, payload }) => ({ isFinal, opcode, length: payload.length })),
      ).toEqual(expected);
      expect(Buffer.concat(found.map((frame) => frame.bytes)).equals(Buffer.concat(encoded))).toBe(true);
      for (const { payload } of found) expect(payload.equals(Buffer.alloc(payload.length, "ab"))).toBe(true);
      expect(splitter.rest.equals(begun)).toBe(true);
    }),
  );
});

it("finds frames byte by byte, each with its last byte", () => {
  const splitter = new FrameSplitter();
  const bytes = Buffer.concat([serverFrame("one"), serverFrame(Buffer.alloc(130)), serverFrame("")]);
  const ends = [...bytes].flatMap((byte, index) =>
    splitter.push(Buffer.from([byte])).map(({ payload }) => [index, payload.length]),
  );
  expect(ends).toEqual([
    [4, 3],
    [4 + 134, 130],
    [4 + 134 + 2, 0],
  ]);
});

it("gives frames that can be altered without harm to what was given", () => {
  const given = serverFrame("text");
  const [frame] = new FrameSplitter().push(given);
  frame?.payload.fill(0);
  expect(given.equals(serverFrame("text"))).toBe(true);
});

it("waits for a frame of the largest length without looking for more", () => {
  const head = Buffer.from([0x82, 127, 0x7f, 255, 255, 255, 255, 255, 255, 255]);
  const splitter = new FrameSplitter();
  expect(splitter.push(Buffer.concat([head, Buffer.alloc(1000)]))).toEqual([]);
  expect(splitter.push(serverFrame("within"))).toEqual([]);
});

/** The same bytes in pieces, some of them empty. */
function cut(bytes: Buffer, positions: readonly number[]): Buffer[] {
  const sorted = positions.map((position) => position % (bytes.length + 1)).sort((a, b) => a - b);
  return [...sorted, bytes.length].map((end, index) => bytes.subarray(sorted[index - 1] ?? 0, end));
}
