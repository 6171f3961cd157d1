import fc from "fast-check";
import { expect, it } from "vitest";
import { ReplayBuffer } from "./replay-buffer.ts";

function bufferOf(...lengths: number[]): ReplayBuffer {
  const buffer = new ReplayBuffer();
  for (const [index, length] of lengths.entries()) buffer.append(`frame ${index + 1}`, length);
  return buffer;
}

it("numbers pieces from 1, and knows where each lies", () => {
  const buffer = bufferOf(10, 20, 30);
  expect(buffer.at(2)).toEqual({ frame: "frame 2", start: 10, end: 30 });
  expect([buffer.at(0), buffer.at(4)]).toEqual([undefined, undefined]);
  expect([buffer.firstNumber, buffer.nextNumber, buffer.start, buffer.end, buffer.heldBytes]).toEqual([
    1, 4, 0, 60, 60,
  ]);
});

it("drops the pieces that have wholly gone by, and keeps the one that is cut", () => {
  const buffer = bufferOf(10, 20, 30);
  buffer.dropBefore(9);
  expect(buffer.firstNumber).toBe(1);
  buffer.dropBefore(29);
  expect([buffer.firstNumber, buffer.start]).toEqual([2, 10]);
  buffer.dropBefore(60);
  expect([buffer.firstNumber, buffer.start, buffer.end, buffer.heldBytes]).toEqual([4, 60, 60, 0]);
  expect(buffer.dropFirst()).toBeUndefined();
});

it("tells the beginnings within a stretch, its ends included", () => {
  const buffer = bufferOf(10, 10, 10, 10);
  buffer.dropFirst();
  expect(buffer.startsWithin(0, 20)).toEqual([10, 20]);
  expect(buffer.startsWithin(20, 29)).toEqual([20]);
  expect(buffer.startsWithin(31, 39)).toEqual([]);
});

it("is a queue that remembers numbers and places, whatever comes and goes", () => {
  const step = fc.oneof(
    fc.record({ append: fc.integer({ min: 1, max: 100 }) }),
    fc.constant("drop first" as const),
    fc.record({ dropBefore: fc.integer({ min: 0, max: 3000 }) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const buffer = new ReplayBuffer();
      let kept: { number: number; frame: string; start: number; end: number }[] = [];
      let count = 0;
      let end = 0;
      for (const step of steps) {
        if (step === "drop first") {
          const first = kept.shift();
          expect(buffer.dropFirst()?.frame).toBe(first?.frame);
        } else if ("append" in step) {
          const frame = `frame ${++count}`;
          buffer.append(frame, step.append);
          kept.push({ number: count, frame, start: end, end: end + step.append });
          end += step.append;
        } else {
          buffer.dropBefore(step.dropBefore);
          kept = kept.filter((piece) => piece.end > step.dropBefore);
        }
        expect(buffer.firstNumber).toBe(kept[0]?.number ?? count + 1);
        expect(buffer.nextNumber).toBe(count + 1);
        expect(buffer.start).toBe(kept[0]?.start ?? end);
        expect(buffer.heldBytes).toBe(end - buffer.start);
        for (let number = 0; number <= count + 1; number++) {
          const piece = kept.find((one) => one.number === number);
          expect(buffer.at(number)?.frame).toBe(piece?.frame);
          if (piece !== undefined)
            expect(buffer.at(number)).toMatchObject({ start: piece.start, end: piece.end });
        }
      }
      expect(buffer.startsWithin(0, end)).toEqual(kept.map(({ start }) => start));
    }),
    { numRuns: 50 },
  );
});
