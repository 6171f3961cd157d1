import { assert, constantFrom, integer, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { crc8 } from "./crc.ts";
import { parseFlacFrameHeader } from "./flac-frame-header.ts";
import { parseFlacStreamInfo } from "./flac-stream-info.ts";

/** A number as UTF-8 would write it, if that went so far. */
function longNumber(value: number): number[] {
  if (value < 0x80) return [value];
  const rest: number[] = [];
  let left = value;
  for (;;) {
    rest.unshift(0x80 | (left % 64));
    left = Math.floor(left / 64);
    const room = 6 - rest.length;
    if (left < 2 ** Math.max(0, room)) return [((0xff80 >> rest.length) & 0xff) | left, ...rest];
  }
}

describe("a FLAC frame header", () => {
  it("tells its frame's number and length", () => {
    const fields = record({
      number: integer({ min: 0, max: 2 ** 31 - 1 }),
      size: constantFrom(
        [1, [], 192],
        [2, [], 576],
        [5, [], 4608],
        [6, [99], 100],
        [7, [1, 0], 257],
        [12, [], 4096],
      ),
      rate: constantFrom([9, []], [12, [44]], [13, [1, 2]], [14, [3, 4]]),
      layout: constantFrom([0, 1], [1, 2], [7, 8], [8, 2], [10, 2]),
      strategy: constantFrom(0, 1),
    });
    assert(
      property(fields, ({ number, size, rate, layout, strategy }) => {
        const [sizeCode, sizeBytes, blockSize] = size;
        const [rateCode, rateBytes] = rate;
        const [channelCode = 0, channels] = layout;
        const start = [0xff, 0xf8 + strategy, sizeCode * 16 + rateCode, channelCode * 16 + 8];
        const bytes = Uint8Array.from([...start, ...longNumber(number), ...sizeBytes, ...rateBytes]);
        const header = Uint8Array.from([...bytes, crc8(bytes), 0, 0]);
        expect(parseFlacFrameHeader(header)).toEqual({
          headerBytes: bytes.length + 1,
          blockSize,
          number,
          hasSampleNumber: strategy === 1,
          channels,
        });
        // One wrong bit, and it is none. (Not one that changes the length: another checksum could be right by chance.)
        header[3] = (header[3] ?? 0) ^ 0x10;
        expect(parseFlacFrameHeader(header)).toBeUndefined();
      }),
    );
  });

  it("that is not whole is none", () => {
    const bytes = Uint8Array.of(0xff, 0xf8, 0xc9, 0x18, 5);
    const header = Uint8Array.of(...bytes, crc8(bytes));
    expect(parseFlacFrameHeader(header)).toMatchObject({ number: 5, blockSize: 4096 });
    for (let length = 0; length < header.length; length++) {
      expect(parseFlacFrameHeader(header.subarray(0, length))).toBeUndefined();
    }
  });
});

describe("FLAC stream info", () => {
  /** 16000 Hz, two channels, 24 bits, 2^35 samples. */
  const INFO = Uint8Array.from(
    { length: 34 },
    (_, at) => ({ 2: 16, 10: 0x03, 11: 0xe8, 12: 0x03, 13: 0x78 })[at] ?? 0,
  );

  it("tells the format and the length", () => {
    expect(parseFlacStreamInfo(INFO, 8)).toEqual({
      sampleRate: 16_000,
      channels: 2,
      bitsPerSample: 24,
      frameCount: 8 * 2 ** 32,
      maxBlockSize: 4096,
    });
    expect(parseFlacStreamInfo(INFO.with(13, 0x70), 8).frameCount).toBeUndefined();
  });

  it.each<[string, Uint8Array, string]>([
    ["no sample rate", INFO.with(10, 0).with(11, 0).with(12, 3), "states a sample rate of 0 Hz"],
    ["no block size", INFO.with(2, 0), "states blocks of at most 0 samples"],
    ["hardly any bits", INFO.with(12, 2).with(13, 0), "states 1 bits a sample"],
    ["too few bytes", INFO.subarray(0, 33), "has 33 bytes instead of 34"],
  ])("with %s is refused", (_, info, what) => {
    expect(() => parseFlacStreamInfo(info, 8)).toThrow(
      expect.objectContaining({
        code: "bad_audio",
        byteOffset: 8,
        message: expect.stringContaining(`the FLAC stream info at byte 8 ${what}`),
      }),
    );
  });
});
