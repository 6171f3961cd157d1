import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeOggOpus } from "./decode-ogg-opus.ts";
import { OggOpusEncoder } from "./ogg-opus-encoder.ts";

const RATE = 24_000;

function tone(samples: number, hertz = 300): Float32Array {
  return Float32Array.from({ length: samples }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hertz * i) / RATE));
}

/** The chunks of some speech that is given in pieces of this length. */
function encode(samples: Float32Array, pieceLength = 2400): Uint8Array[] {
  using encoder = new OggOpusEncoder(0.1);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < samples.length; at += pieceLength) {
    chunks.push(...encoder.encode(samples.subarray(at, at + pieceLength)));
  }
  return [...chunks, encoder.finish()];
}

/** How loud the difference of two signals is, relative to the first. */
function relativeError(expected: Float32Array, actual: Float32Array): number {
  let signal = 0;
  let noise = 0;
  for (const [i, value] of expected.entries()) {
    signal += value ** 2;
    noise += (value - (actual[i] ?? 0)) ** 2;
  }
  return Math.sqrt(noise / signal);
}

/** Every page of a stream: its flags, position, sequence number and number of segments. */
function pages(stream: Buffer): { flags: number; position: number; sequence: number; packets: number }[] {
  const found = [];
  for (let at = 0; at < stream.length; ) {
    expect(stream.toString("latin1", at, at + 4)).toBe("OggS");
    const segments = stream.subarray(at + 27, at + 27 + stream.readUInt8(at + 26));
    found.push({
      flags: stream.readUInt8(at + 5),
      position: Number(stream.readBigInt64LE(at + 6)),
      sequence: stream.readUInt32LE(at + 18),
      packets: segments.filter((length) => length < 255).length,
    });
    at += 27 + segments.length + segments.reduce((sum, length) => sum + length, 0);
  }
  return found;
}

describe("an Ogg Opus stream", () => {
  it("has two pages of headers, 100 ms a page, and an end that says how long it is", () => {
    const stream = Buffer.concat(encode(tone(6000)));
    expect(pages(stream)).toEqual([
      { flags: 2, position: 0, sequence: 0, packets: 1 },
      { flags: 0, position: 0, sequence: 1, packets: 1 },
      { flags: 0, position: 4800, sequence: 2, packets: 5 },
      { flags: 0, position: 9600, sequence: 3, packets: 5 },
      { flags: 4, position: 12_312, sequence: 4, packets: 3 },
    ]);
  });

  it("comes in chunks of whole pages, the headers with the first", () => {
    const chunks = encode(tone(6000), 1000).map((chunk) => pages(Buffer.from(chunk)).length);
    expect(chunks).toEqual([3, 1, 1]);
    expect(encode(new Float32Array()).map((chunk) => pages(Buffer.from(chunk)).length)).toEqual([3]);
  });

  it("decodes to as many samples as went in, at their times", async () => {
    const decoded = await decodeOggOpus(Buffer.concat(encode(tone(30_007))));
    expect(decoded).toHaveLength(2 * 30_007);
    const everySecond = decoded.filter((_, i) => i % 2 === 0);
    expect(relativeError(tone(30_007).subarray(480), everySecond.subarray(480))).toBeLessThan(0.1);
  });

  it("does so for any length, given in any pieces", async () => {
    await fc.assert(
      fc.asyncProperty(
        // Of a stream that is but one page of audio, this decoder leaves the pre-skip on.
        fc.integer({ min: 2400, max: 10_000 }),
        fc.integer({ min: 1, max: 3000 }),
        async (length, pieceLength) => {
          const decoded = await decodeOggOpus(Buffer.concat(encode(tone(length), pieceLength)));
          expect(decoded).toHaveLength(2 * length);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("is the same beside many others as alone", async () => {
    const hertz = Array.from({ length: 20 }, (_, i) => 200 + 20 * i);
    const encoders = hertz.map(() => new OggOpusEncoder(0.1));
    const streams: Uint8Array[][] = encoders.map(() => []);
    for (let at = 0; at < 9600; at += 480) {
      for (const [i, encoder] of encoders.entries()) {
        streams[i]?.push(...encoder.encode(tone(9600, hertz[i]).subarray(at, at + 480)));
      }
    }
    for (const [i, encoder] of encoders.entries()) {
      streams[i]?.push(encoder.finish());
      encoder[Symbol.dispose]();
      const alone = await decodeOggOpus(Buffer.concat(encode(tone(9600, hertz[i]), 480)));
      expect(await decodeOggOpus(Buffer.concat(streams[i] ?? []))).toEqual(alone);
    }
  });

  const hasFfmpeg = spawnSync("ffmpeg", ["-version"]).status === 0;
  it.skipIf(!hasFfmpeg).each([1, 324, 325, 2399, 30_000])(
    "of %d samples is decoded by ffmpeg without a complaint, to the same length",
    (length) => {
      const input = Buffer.concat(encode(tone(length)));
      const options = ["-v", "warning", "-i", "pipe:0", "-f", "f32le", "-ar", "48000", "pipe:1"];
      const { stdout, stderr, status } = spawnSync("ffmpeg", options, { input });
      expect({ status, complaints: stderr.toString() }).toEqual({ status: 0, complaints: "" });
      expect(stdout.length / 4).toBe(2 * length);
    },
  );
});
