import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesPerSample, type SampleEncoding } from "../audio-format.ts";
import { decodeSamples } from "./decode-samples.ts";

const ENCODINGS: readonly SampleEncoding[] = [
  "pcm8",
  "pcm16",
  "pcm24",
  "pcm32",
  "float32",
  "float64",
  "alaw",
  "mulaw",
];

describe("decodeSamples", () => {
  it.each<[SampleEncoding, number[], number[]]>([
    ["pcm8", [0, 64, 128, 192, 255], [-1, -0.5, 0, 0.5, 127 / 128]],
    ["pcm16", [0, 0x80, 0, 0xc0, 0, 0, 0xff, 0x7f], [-1, -0.5, 0, 32767 / 32768]],
    [
      "pcm24",
      [0, 0, 0x80, 0, 0, 0xc0, 0xff, 0xff, 0xff, 0, 0, 0, 1, 0, 0, 0xff, 0xff, 0x7f],
      [-1, -0.5, -1 / 8388608, 0, 1 / 8388608, 8388607 / 8388608],
    ],
    ["pcm32", [0, 0, 0, 0x80, 0, 0, 0, 0xc0, 0, 1, 0, 0, 0, 0, 0, 0x40], [-1, -0.5, 256 / 2147483648, 0.5]],
    ["pcm32", [0xff, 0xff, 0xff, 0x7f], [1]],
    ["float32", [0, 0, 0, 0x40, 0, 0, 0x80, 0xbf], [2, -1]],
    ["float64", [0, 0, 0, 0, 0, 0, 0xe0, 0xbf, 0, 0, 0, 0, 0, 0, 0, 0x40], [-0.5, 2]],
    ["alaw", [0xd5, 0x55, 0xaa, 0x2a], [8 / 32768, -8 / 32768, 32256 / 32768, -32256 / 32768]],
    ["mulaw", [0xff, 0x80, 0x00], [0, 32124 / 32768, -32124 / 32768]],
  ])("decodes %s", (encoding, bytes, samples) => {
    expect([...decodeSamples(Uint8Array.from(bytes), encoding)]).toEqual(samples);
  });

  it("decodes at any offset, and always to a copy", () => {
    fc.assert(
      fc.property(fc.constantFrom(...ENCODINGS), fc.nat(7), fc.uint8Array(), (encoding, offset, data) => {
        const length = data.length - (data.length % bytesPerSample(encoding));
        const aligned = data.slice(0, length);
        const shifted = new Uint8Array(offset + length).subarray(offset);
        shifted.set(aligned);
        const samples = decodeSamples(aligned, encoding);
        expect(decodeSamples(shifted, encoding)).toEqual(samples);
        const before = samples.slice();
        aligned.fill(0x11);
        expect(samples).toEqual(before);
      }),
    );
  });

  it("refuses half a sample", () => {
    for (const encoding of ENCODINGS.filter((each) => bytesPerSample(each) > 1)) {
      expect(() => decodeSamples(new Uint8Array(bytesPerSample(encoding) + 1), encoding)).toThrow(
        expect.objectContaining({ code: "partial_sample" }),
      );
    }
  });
});
