import { ConfigurationError } from "@kotoba/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Resampler } from "../resampler/resampler.ts";
import { float32ToBytes } from "../samples/float32.ts";
import { int16ToMuLaw } from "../samples/mu-law.ts";
import { float32ToInt16, int16ToBytes } from "../samples/pcm16.ts";
import { AudioFramer, type LiveAudioChunk, type LiveAudioSettings } from "./audio-framer.ts";

/** Settings, of which any may be left out. */
type Settings = { readonly [Name in keyof LiveAudioSettings]?: LiveAudioSettings[Name] | undefined };

const framer = ({
  audioFormat = "pcm16",
  sampleRate = audioFormat === "twilio" ? 8000 : 24_000,
  inputSampleRate = sampleRate,
}: Settings = {}) => new AudioFramer({ audioFormat, sampleRate, inputSampleRate });

/** The pieces that chunks become, and what is left at the end. */
function frame(subject: AudioFramer, chunks: Iterable<LiveAudioChunk>) {
  const pieces: Buffer[] = [];
  // Copies, as base64 is: the framer gives views of what is the caller's.
  for (const chunk of chunks) pieces.push(...subject.accept(chunk).map((piece) => Buffer.from(piece)));
  const tail = subject.flush().map((piece) => Buffer.from(piece));
  return { pieces, tail, bytes: Buffer.concat([...pieces, ...tail]) };
}

/** Bytes, cut at any places. */
const chunkings = fc
  .tuple(
    fc.uint8Array({ minLength: 0, maxLength: 60_000, size: "max" }),
    fc.array(fc.nat(60_000), { maxLength: 20 }),
  )
  .map(([bytes, cuts]) => {
    const at = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
    return { bytes, chunks: at.slice(1).map((end, index) => bytes.slice(at[index], end)) };
  });

describe("bytes of any chunking", () => {
  it.each<[Settings["audioFormat"], number]>([
    ["pcm16", 2],
    ["float32", 4],
    ["twilio", 1],
    ["ogg/opus", 1],
  ])("travel unchanged as %s, in whole samples", (audioFormat, sampleBytes) => {
    fc.assert(
      fc.property(chunkings, ({ bytes, chunks }) => {
        const { pieces, tail, bytes: sent } = frame(framer({ audioFormat }), chunks);
        const whole = bytes.length - (bytes.length % sampleBytes);
        expect(sent.equals(bytes.subarray(0, whole))).toBe(true);
        for (const piece of [...pieces, ...tail]) expect(piece.length % sampleBytes).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  it.each([8000, 11_025, 16_000, 24_000, 44_100, 48_000])(
    "become pieces of 20 to 200 ms at %d Hz",
    (sampleRate) => {
      fc.assert(
        fc.property(chunkings, ({ chunks }) => {
          const subject = framer({ sampleRate });
          const { pieces, tail } = frame(subject, chunks);
          for (const piece of pieces) {
            expect(subject.secondsOf(piece)).toBeGreaterThanOrEqual(0.02);
            expect(subject.secondsOf(piece)).toBeLessThanOrEqual(0.2);
          }
          expect(tail.length).toBeLessThanOrEqual(1);
          for (const piece of tail) expect(subject.secondsOf(piece)).toBeLessThan(0.02);
        }),
        { numRuns: 40 },
      );
    },
  );

  it("of an opaque format go at once, in pieces well below 1 MiB", () => {
    const { pieces } = frame(framer({ audioFormat: "ogg/opus" }), [
      new Uint8Array(3),
      new Uint8Array(2 ** 20 + 1),
    ]);
    expect(pieces.map((piece) => piece.length)).toEqual([3, 2 ** 19, 2 ** 19, 1]);
  });

  it.each([new Uint8Array(100), Buffer.alloc(100)])(
    "may be filled anew by the caller, who keeps nothing of it back",
    (buffer) => {
      const subject = framer();
      buffer.fill(1);
      expect(subject.accept(buffer)).toEqual([]);
      buffer.fill(2);
      expect(Buffer.concat(subject.flush()).equals(Buffer.alloc(100, 1))).toBe(true);
    },
  );
});

describe("samples", () => {
  const int16 = Int16Array.from({ length: 3000 }, (_, index) => (index * 7919) % 30_000);
  const float32 = Float32Array.from(int16, (sample) => sample / 32_768);

  it.each<[Settings["audioFormat"], Uint8Array]>([
    ["pcm16", int16ToBytes(int16)],
    ["float32", float32ToBytes(float32)],
    ["twilio", int16ToMuLaw(int16)],
  ])("of 16 bits and floats are converted to %s", (audioFormat, expected) => {
    for (const samples of [int16, float32]) {
      expect(frame(framer({ audioFormat }), [samples]).bytes.equals(expected)).toBe(true);
    }
  });

  it.each<[string, LiveAudioChunk, Settings["audioFormat"]]>([
    ["samples as Opus", int16, "ogg/opus"],
    ["floats as Opus", float32, "ogg/opus"],
    ["a string", "audio" as unknown as LiveAudioChunk, "pcm16"],
    ["an array of numbers", [1, 2] as unknown as LiveAudioChunk, "pcm16"],
  ])("refuses %s", (_, chunk, audioFormat) => {
    expect(() => framer({ audioFormat }).accept(chunk)).toThrow(ConfigurationError);
  });

  it("refuses what is no audio when it resamples, too", () => {
    const subject = framer({ inputSampleRate: 16_000 });
    expect(() => subject.accept("audio" as unknown as LiveAudioChunk)).toThrow(ConfigurationError);
  });
});

describe("audio of another rate", () => {
  it("is resampled, however its bytes are cut", () => {
    const input = Int16Array.from({ length: 8000 }, (_, index) => 9000 * Math.sin(index / 9));
    const resampler = new Resampler({ inputRate: 16_000, outputRate: 24_000 });
    const floats = Float32Array.from(input, (sample) => sample / 32_768);
    const expected = Buffer.concat(
      [resampler.process(floats), resampler.flush()].map((samples) => int16ToBytes(float32ToInt16(samples))),
    );
    const bytes = int16ToBytes(input);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 9 }), (sizes) => {
        const chunks: Uint8Array[] = [];
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          chunks.push(bytes.slice(at, at + Math.max(size, 50)));
          at += Math.max(size, 50);
        }
        const { bytes: sent } = frame(framer({ inputSampleRate: 16_000 }), chunks);
        expect(sent.length).toBe(24_000);
        expect(sent.equals(expected)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  it.each<Settings["audioFormat"]>(["float32", "twilio"])("is taken as %s bytes, too", (audioFormat) => {
    const subject = framer({ audioFormat, sampleRate: 8000, inputSampleRate: 16_000 });
    const sampleBytes = audioFormat === "float32" ? 4 : 1;
    const { bytes } = frame(subject, [new Uint8Array(1), new Uint8Array(16_000 * sampleBytes - 1)]);
    expect(bytes.length).toBe(8000 * sampleBytes);
  });
});
