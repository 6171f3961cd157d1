import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesPerSample, type SampleEncoding } from "../audio-format.ts";
import { decodeSamples } from "./decode-samples.ts";
import { encodeSamples } from "./encode-samples.ts";
import { int16ToFloat32 } from "./pcm16.ts";

const INTEGERS = ["pcm8", "pcm16", "pcm24", "pcm32"] as const;
const FLOATS = ["float32", "float64"] as const;
const ENCODINGS: readonly SampleEncoding[] = [...INTEGERS, ...FLOATS, "alaw", "mulaw"];

const fullScale = fc.float({ min: -1, max: 1, noNaN: true });
const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, code) => code);

function encode(encoding: SampleEncoding, ...samples: number[]): number[] {
  return [...encodeSamples(Float32Array.from(samples), encoding)];
}

describe("encodeSamples", () => {
  it.each<[SampleEncoding, number[], number[]]>([
    ["pcm8", [-1, -0.5, 0, 0.5, 127 / 128], [0, 64, 128, 192, 255]],
    ["pcm16", [-1, -0.5, 0, 0.5], [0, 0x80, 0, 0xc0, 0, 0, 0, 0x40]],
    ["pcm24", [-1, -1 / 8388608, 1 / 8388608], [0, 0, 0x80, 0xff, 0xff, 0xff, 1, 0, 0]],
    ["pcm32", [-1, 256 / 2147483648, 0.5], [0, 0, 0, 0x80, 0, 1, 0, 0, 0, 0, 0, 0x40]],
    ["float32", [2, -1], [0, 0, 0, 0x40, 0, 0, 0x80, 0xbf]],
    ["float64", [-0.5, 2], [0, 0, 0, 0, 0, 0, 0xe0, 0xbf, 0, 0, 0, 0, 0, 0, 0, 0x40]],
    ["alaw", [0, -8 / 32768, 1, -1], [0xd5, 0x55, 0xaa, 0x2a]],
    ["mulaw", [0, 1, -1], [0xff, 0x80, 0x00]],
  ])("encodes %s", (encoding, samples, bytes) => {
    expect(encode(encoding, ...samples)).toEqual(bytes);
  });

  it.each(INTEGERS)("is no more than half a step off in %s", (encoding) => {
    const step = 2 / 2 ** (8 * bytesPerSample(encoding));
    fc.assert(
      fc.property(fullScale, (value) => {
        const [decoded = Number.NaN] = decodeSamples(
          encodeSamples(Float32Array.of(value), encoding),
          encoding,
        );
        // The highest step is that below 1; of 32 bits it is 1 as a float.
        const nearest = Math.fround(Math.min(value, 1 - step));
        expect(Math.abs(decoded - nearest)).toBeLessThanOrEqual(step / 2);
      }),
      { examples: [[1], [-1]] },
    );
  });

  it.each(["alaw", "mulaw"] as const)(
    "takes the nearest level of %s, but for the rounding to 16 bits",
    (law) => {
      const levels = decodeSamples(EVERY_BYTE, law);
      fc.assert(
        fc.property(fullScale, (value) => {
          const [decoded = Number.NaN] = decodeSamples(encodeSamples(Float32Array.of(value), law), law);
          const nearest = levels.reduce((least, level) => Math.min(least, Math.abs(level - value)), 2);
          expect(Math.abs(decoded - value)).toBeLessThanOrEqual(nearest + 8 / 32768);
        }),
      );
    },
  );

  it("gives back the bytes of every integer and G.711 code, but for mu-law's second zero", () => {
    const words = Uint8Array.from({ length: 1 << 17 }, (_, i) => (i & 1 ? i >> 9 : i >> 1));
    for (const encoding of ["pcm8", "pcm16", "alaw", "mulaw"] as const) {
      const bytes = encoding === "pcm16" ? words : EVERY_BYTE;
      const expected = bytes.slice();
      if (encoding === "mulaw") expected[0x7f] = 0xff;
      expect(Buffer.compare(encodeSamples(decodeSamples(bytes, encoding), encoding), expected)).toBe(0);
    }
  });

  it("gives back any three bytes as pcm24, and the upper 24 bits of pcm32, which are all that a float holds", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 3, maxLength: 3 }), (bytes) => {
        expect(encodeSamples(decodeSamples(bytes, "pcm24"), "pcm24")).toEqual(bytes);
        const wide = Uint8Array.of(0, ...bytes);
        expect(encodeSamples(decodeSamples(wide, "pcm32"), "pcm32")).toEqual(wide);
      }),
    );
    const highest = Uint8Array.of(0xff, 0xff, 0xff, 0x7f);
    expect(encodeSamples(decodeSamples(highest, "pcm32"), "pcm32")).toEqual(highest);
  });

  it("keeps floats as they are, NaN and what passes full scale too", () => {
    fc.assert(
      fc.property(fc.float32Array(), fc.constantFrom(...FLOATS), (samples, encoding) => {
        expect(decodeSamples(encodeSamples(samples, encoding), encoding)).toEqual(samples);
      }),
    );
  });

  it("saturates integers and G.711, and makes NaN silence", () => {
    for (const encoding of [...INTEGERS, "alaw", "mulaw"] as const) {
      const [low, silence, high] = [-1, 0, 1].map((value) => encode(encoding, value));
      for (const value of [1.5, 1e30, Number.POSITIVE_INFINITY]) {
        expect(encode(encoding, value)).toEqual(high);
        expect(encode(encoding, -value)).toEqual(low);
      }
      expect(encode(encoding, Number.NaN)).toEqual(silence);
    }
  });

  it("gives the same bytes however the samples are divided, always as a copy", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ENCODINGS), fc.float32Array(), fc.nat(20), (encoding, samples, cut) => {
        const whole = encodeSamples(samples, encoding);
        const parts = [samples.subarray(0, cut), samples.subarray(cut)].map((part) =>
          encodeSamples(part, encoding),
        );
        expect(new Uint8Array(Buffer.concat(parts))).toEqual(whole);
        const before = whole.slice();
        samples.fill(0.5);
        expect(whole).toEqual(before);
      }),
    );
  });

  it("takes 16-bit samples for what they are as floats, also as a copy", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ENCODINGS), fc.int16Array(), (encoding, samples) => {
        const bytes = encodeSamples(samples, encoding);
        expect(bytes).toEqual(encodeSamples(int16ToFloat32(samples), encoding));
        const before = bytes.slice();
        samples.fill(77);
        expect(bytes).toEqual(before);
      }),
    );
  });
});
