import fc from "fast-check";
import { expect, it } from "vitest";
import { OggClock } from "./ogg-clock.ts";
import { oggOpusStream, unfinishedPage } from "./ogg-opus-stream.ts";

const secondsOf = (packets: number, preSkip = 312) => (packets * 960 - preSkip) / 48_000;

function secondsOfPieces(...pieces: Uint8Array[]): number {
  const clock = new OggClock();
  for (const piece of pieces) clock.push(piece);
  return clock.seconds;
}

it("tells how long a stream is, without what a decoder leaves out", () => {
  expect(secondsOfPieces()).toBe(0);
  expect(secondsOfPieces(oggOpusStream(0))).toBe(0);
  expect(secondsOfPieces(oggOpusStream(50))).toBeCloseTo(secondsOf(50), 9);
  expect(secondsOfPieces(oggOpusStream(7, 0))).toBeCloseTo(0.14, 9);
});

it("is at the end of the last whole page while a stream comes", () => {
  const stream = oggOpusStream(10);
  const clock = new OggClock();
  clock.push(stream.subarray(0, stream.length - 48));
  expect(clock.seconds).toBeCloseTo(secondsOf(5), 9);
});

it("does not care where a stream is cut, nor how many follow each other", () => {
  const streams = Buffer.concat([oggOpusStream(12), oggOpusStream(3), oggOpusStream(50, 0)]);
  const expected = secondsOf(12) + secondsOf(3) + secondsOf(50, 0);
  fc.assert(
    fc.property(fc.array(fc.nat(streams.length)), (cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), streams.length];
      const pieces = places.slice(1).map((end, index) => streams.subarray(places[index], end));
      expect(secondsOfPieces(...pieces)).toBeCloseTo(expected, 9);
    }),
  );
});

it("passes over pages that end no packet, and over what is no page", () => {
  const stream = oggOpusStream(5);
  expect(secondsOfPieces(stream, unfinishedPage(200))).toBeCloseTo(secondsOf(5), 9);
  expect(secondsOfPieces(new Uint8Array(100), stream, Buffer.from("noise"))).toBeCloseTo(secondsOf(5), 9);
});

it("goes on with the next stream when one was broken off", () => {
  const clock = new OggClock();
  const stream = oggOpusStream(10);
  clock.push(stream.subarray(0, stream.length - 5));
  clock.resync();
  clock.push(oggOpusStream(5));
  // The last page had begun, and says where it would have ended.
  expect(clock.seconds).toBeCloseTo(secondsOf(10) + secondsOf(5), 9);
});
