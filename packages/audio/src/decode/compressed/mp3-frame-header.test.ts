import { assert, property, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { looksLikeMp3 } from "./looks-like-mp3.ts";
import { parseMp3FrameHeader } from "./mp3-frame-header.ts";
import { id3Bytes } from "./skip-id3.ts";
import { parseXingHeader } from "./xing-header.ts";

/** MPEG 1, layer III, 128 kbit/s, 44100 Hz, joint stereo. */
const USUAL = [0xff, 0xfb, 0x90, 0x64];

describe("a frame header", () => {
  it.each<[string, readonly number[], object]>([
    [
      "MPEG 1 layer III",
      USUAL,
      { layer: 3, sampleRate: 44_100, channels: 2, frameBytes: 417, frameSamples: 1152 },
    ],
    ["with padding", [0xff, 0xfb, 0x92, 0x64], { frameBytes: 418 }],
    ["mono", [0xff, 0xfb, 0x90, 0xc4], { channels: 1, dataOffset: 21 }],
    ["48000 Hz", [0xff, 0xfb, 0x94, 0x64], { sampleRate: 48_000, frameBytes: 384 }],
    [
      "MPEG 2 layer III",
      [0xff, 0xf3, 0x88, 0xc4],
      { sampleRate: 16_000, frameBytes: 288, frameSamples: 576 },
    ],
    ["MPEG 2.5 layer III", [0xff, 0xe3, 0x18, 0xc4], { sampleRate: 8000, frameBytes: 72, frameSamples: 576 }],
    [
      "layer II",
      [0xff, 0xfd, 0x84, 0x04],
      { layer: 2, sampleRate: 48_000, frameBytes: 384, frameSamples: 1152 },
    ],
    [
      "layer I",
      [0xff, 0xff, 0x44, 0x04],
      { layer: 1, sampleRate: 48_000, frameBytes: 128, frameSamples: 384 },
    ],
  ])("of %s tells its length", (_, bytes, expected) => {
    expect(parseMp3FrameHeader(Uint8Array.from(bytes))).toMatchObject(expected);
  });

  it.each<[string, readonly number[]]>([
    ["no sync", [0xfe, 0xfb, 0x90, 0x64]],
    ["a reserved version", [0xff, 0xeb, 0x90, 0x64]],
    ["a reserved layer, as AAC has", [0xff, 0xf1, 0x90, 0x64]],
    ["a reserved bit rate", [0xff, 0xfb, 0xf0, 0x64]],
    ["free format", [0xff, 0xfb, 0x00, 0x64]],
    ["a reserved sample rate", [0xff, 0xfb, 0x9c, 0x64]],
    ["fewer than four bytes", [0xff, 0xfb, 0x90]],
  ])("is none with %s", (_, bytes) => {
    expect(parseMp3FrameHeader(Uint8Array.from(bytes))).toBeUndefined();
  });

  it("of any bytes has a length that can be walked by", () => {
    assert(
      property(uint8Array({ minLength: 0, maxLength: 8 }), (bytes) => {
        const header = parseMp3FrameHeader(Uint8Array.of(0xff, ...bytes));
        expect(header?.frameBytes ?? 24).toBeGreaterThanOrEqual(24);
        expect(header?.frameBytes ?? 24).toBeLessThanOrEqual(2881);
      }),
    );
  });
});

describe("an encoder's description in the first frame", () => {
  const header = parseMp3FrameHeader(Uint8Array.from(USUAL));
  if (header === undefined) throw new Error("no header");

  function frame(at: number, ...parts: readonly (string | readonly number[])[]): Uint8Array {
    const bytes = new Uint8Array(417);
    bytes.set(USUAL);
    let to = at;
    for (const part of parts) {
      const values = typeof part === "string" ? [...part].map((character) => character.charCodeAt(0)) : part;
      bytes.set(values, to);
      to += values.length;
    }
    return bytes;
  }

  it("tells the frames, and what to leave out", () => {
    // 576 samples before, 1089 after.
    const lame = ["LAME3.100", [0, ...new Uint8Array(11)], [0x24, 0x04, 0x41]] as const;
    const all = frame(
      36,
      "Xing",
      [0, 0, 0, 15],
      [0, 0, 1, 2],
      [0, 0, 0, 9],
      new Array(100).fill(7),
      [0, 0, 0, 50],
      ...lame,
    );
    expect(parseXingHeader(all, header)).toEqual({ frames: 258, gapless: { delay: 576, padding: 1089 } });
    const few = frame(36, "Info", [0, 0, 0, 1], [0, 0, 1, 2], ...lame);
    expect(parseXingHeader(few, header)).toEqual({ frames: 258, gapless: { delay: 576, padding: 1089 } });
  });

  it("may tell less", () => {
    expect(parseXingHeader(frame(36, "Xing", [0, 0, 0, 0]), header)).toEqual({
      frames: undefined,
      gapless: undefined,
    });
    expect(parseXingHeader(frame(36, "VBRI", new Array(10).fill(0), [0, 0, 3, 4]), header)).toEqual({
      frames: 772,
      gapless: undefined,
    });
    expect(parseXingHeader(frame(36, "Yang"), header)).toBeUndefined();
  });

  it("is looked for within the frame only", () => {
    expect(parseXingHeader(frame(36, "Xing", [0, 0, 0, 15]).subarray(0, 40), header)).toBeUndefined();
    expect(parseXingHeader(frame(36, "Xing", [0, 0, 0, 15]).subarray(0, 46), header)).toMatchObject({
      frames: undefined,
    });
  });
});

describe("MP3 behind garbage", () => {
  const frames = new Uint8Array(3 * 417);
  for (const at of [0, 417, 834]) frames.set(USUAL, at);

  it("is known by three frames in a row", () => {
    expect(looksLikeMp3(frames)).toBe(true);
    expect(looksLikeMp3(Uint8Array.of(1, 2, 0xff, 3, ...frames))).toBe(true);
    expect(looksLikeMp3(frames.subarray(0, 836))).toBe(false);
    expect(looksLikeMp3(new Uint8Array(10_000).fill(0xff))).toBe(false);
  });
});

it("an ID3 tag tells its length", () => {
  const tag = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 2, 1);
  expect(id3Bytes(tag)).toBe(10 + 257);
  expect(id3Bytes(Uint8Array.of(...tag.subarray(0, 5), 0x10, ...tag.subarray(6)))).toBe(20 + 257);
  expect(id3Bytes(tag.subarray(0, 9))).toBeUndefined();
  expect(id3Bytes(Uint8Array.of(...tag.subarray(0, 9), 0x80))).toBeUndefined();
});
