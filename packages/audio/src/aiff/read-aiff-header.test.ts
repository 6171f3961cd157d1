import { AudioFormatError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import { decodeAudio } from "../decode/decode-audio.ts";
import { probeAudio } from "../decode/probe-audio.ts";
import { collectFrames } from "../testing/collect.ts";
import { aiffFile, chunk, uint } from "../testing/pcm-files.ts";

const data = Uint8Array.of(0, 0x40, 0, 0xc0, 0, 0x20);
const content = { data, sampleRate: 8000, channels: 1 };
const SAMPLES = [0.5, -0.5, 0.25];

const plain = aiffFile(content, "pcm16");
/** In a plain file: `FORM`, its size and `AIFF`, then `COMM` with 18 bytes, then `SSND`. */
const COMM = plain.subarray(12, 38);
const SSND = plain.subarray(38);

function form(...chunks: Uint8Array[]): Buffer {
  const body = Buffer.concat([Buffer.from("AIFF"), ...chunks]);
  return Buffer.concat([Buffer.from("FORM"), uint(4, body.length, "big"), body]);
}

/** A plain file with bytes overwritten. */
function changed(at: number, ...bytes: number[]): Uint8Array {
  const file = Uint8Array.from(plain);
  file.set(bytes, at);
  return file;
}

async function samplesOf(file: Uint8Array): Promise<number[]> {
  return [...(await collectFrames(decodeAudio(file)))];
}

describe("AIFF", () => {
  it("skips other chunks, with their padding, before and after the samples", async () => {
    const name = chunk("NAME", Buffer.from("odd"), "big");
    expect(await samplesOf(form(name, COMM, name, SSND, name))).toEqual(SAMPLES);
  });

  it("starts at the offset that the samples state", async () => {
    const offset = Buffer.concat([
      uint(4, 5, "big"),
      uint(4, 512, "big"),
      Buffer.alloc(5, 0xee),
      SSND.subarray(16),
    ]);
    expect(await samplesOf(form(COMM, chunk("SSND", offset, "big")))).toEqual(SAMPLES);
  });

  it("takes bits between two bytes for those of the wider one", async () => {
    const twelve = changed(27, 12);
    expect(await probeAudio(twelve)).toMatchObject({ codec: "pcm16", bitsPerSample: 12, frameCount: 3 });
    expect(await samplesOf(twelve)).toEqual(SAMPLES);
  });

  it.each<[string, number[], number]>([
    ["44100 Hz", [0x40, 0x0e, 0xac, 0x44, 0, 0, 0, 0, 0, 0], 44_100],
    ["1 Hz", [0x3f, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0], 1],
    ["the Macintosh's 22254.54… Hz", [0x40, 0x0d, 0xad, 0xdd, 0x17, 0x45, 0xd1, 0x74, 0x5d, 0x17], 22_255],
  ])("reads the rate of %s", async (_, bytes, rate) => {
    expect((await probeAudio(changed(28, ...bytes))).sampleRate).toBe(rate);
  });

  it.each([0, 0x7f000008, 0x7f000007, 0xffffffff])(
    "reads to the end where the samples state %d bytes",
    async (size) => {
      const file = changed(42, ...uint(4, size, "big"));
      expect((await probeAudio(file)).frameCount).toBe(3);
      expect(await samplesOf(file)).toEqual(SAMPLES);
    },
  );

  it("knows samples that are none from those of unknown length", async () => {
    const none = chunk("SSND", Buffer.alloc(8), "big");
    expect(await samplesOf(form(COMM, none))).toEqual([]);
    expect(await samplesOf(form(COMM, none, chunk("NAME", Buffer.alloc(40), "big")))).toEqual([]);
    expect(await samplesOf(changed(42, 0, 0, 0, 8))).toEqual(SAMPLES);
  });

  it.each<[string, Uint8Array, string, number, RegExp]>([
    ["no chunks", form(), "bad_audio", 12, /ends at byte 12 without a "COMM" chunk/],
    ["no samples", form(COMM), "bad_audio", 38, /ends at byte 38 without a "SSND" chunk/],
    [
      "samples before the format",
      form(SSND, COMM),
      "unsupported_audio",
      12,
      /"SSND" at byte 12 comes before/,
    ],
    [
      "a short format",
      form(chunk("COMM", Buffer.alloc(16), "big"), SSND),
      "bad_audio",
      12,
      /16 bytes, 18 is/,
    ],
    ["no channels", changed(20, 0, 0), "bad_audio", 12, /states no channels/],
    ["no bits", changed(26, 0, 0), "unsupported_audio", 12, /names 0 bits/],
    ["64 bits", changed(26, 0, 64), "unsupported_audio", 12, /names 64 bits/],
    ["a rate of 0", changed(28, ...Buffer.alloc(10)), "bad_audio", 12, /rate of 0 Hz/],
    ["a negative rate", changed(28, 0xc0), "bad_audio", 12, /rate of -8000 Hz/],
    ["an infinite rate", changed(28, 0x7f, 0xff), "bad_audio", 12, /rate of NaN Hz/],
    ["an absurd rate", changed(28, 0x43), "bad_audio", 12, /rate of \d/],
    [
      "a huge chunk",
      form(chunk("APPL", Buffer.alloc(4), "big", 1 << 27)),
      "bad_audio",
      12,
      /"APPL" .* too many/,
    ],
    [
      "an offset past the samples",
      changed(46, 0, 0, 0, 7),
      "bad_audio",
      38,
      /14 bytes, of which 15 come before/,
    ],
    ["a head that is cut", plain.subarray(0, 50), "bad_audio", 50, /ends at byte 50, before its samples/],
  ])("refuses %s", async (_, file, code, byteOffset, message) => {
    const error: unknown = await probeAudio(file, { ffmpeg: false }).catch((reason: unknown) => reason);
    expect(AudioFormatError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code, byteOffset });
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain(`byte ${byteOffset}`);
  });
});

describe("AIFF-C", () => {
  it.each(["ima4", "GSM ", "\u0000\u0001\u0002\u0003"])("names the compression %j", async (code) => {
    const file = aiffFile(content, "pcm16", code);
    await expect(probeAudio(file, { ffmpeg: false })).rejects.toMatchObject({
      code: "unsupported_audio",
      byteOffset: 24,
    });
    const shown = JSON.stringify(code.replace(/[^ -~]/g, "?"));
    await expect(probeAudio(file, { ffmpeg: false })).rejects.toThrow(
      `at byte 24 names the compression ${shown} with 16 bits`,
    );
  });

  it("must have a compression", async () => {
    const file = Buffer.from(plain);
    file.write("AIFC", 8);
    await expect(probeAudio(file, { ffmpeg: false })).rejects.toThrow(/has 18 bytes, 22 is the least/);
  });
});
