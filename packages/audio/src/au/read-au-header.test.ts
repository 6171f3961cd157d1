import { AudioFormatError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import { decodeAudio } from "../decode/decode-audio.ts";
import { probeAudio } from "../decode/probe-audio.ts";
import { ChunkedSource } from "../testing/chunked-source.ts";
import { collectFrames } from "../testing/collect.ts";
import { auFile, uint } from "../testing/pcm-files.ts";

const data = Uint8Array.of(0, 0x40, 0, 0xc0, 0, 0x20);
const content = { data, sampleRate: 8000, channels: 1 };
const SAMPLES = [0.5, -0.5, 0.25];

/** A file with one field of its header overwritten. */
function changed(at: number, value: number): Uint8Array {
  const file = Uint8Array.from(auFile(content, "pcm16"));
  file.set(uint(4, value, "big"), at);
  return file;
}

describe("AU", () => {
  it.each([0, 4, 1000, 100_000])("skips an annotation of %d bytes", async (length) => {
    const file = auFile(content, "pcm16", Buffer.alloc(length, 0xee));
    expect((await probeAudio(file)).frameCount).toBe(3);
    expect([...(await collectFrames(decodeAudio(file)))]).toEqual(SAMPLES);
  });

  it.each([0, 0xffffffff])("reads to the end where it states %d bytes", async (size) => {
    const file = changed(8, size);
    expect((await probeAudio(file)).frameCount).toBe(3);
    expect((await probeAudio(new ChunkedSource(file))).frameCount).toBeUndefined();
    expect([...(await collectFrames(decodeAudio(file)))]).toEqual(SAMPLES);
  });

  it("does not read past the length that it states", async () => {
    expect([...(await collectFrames(decodeAudio(changed(8, 5))))]).toEqual(SAMPLES.slice(0, 2));
  });

  it.each<[string, Uint8Array, string, number, RegExp]>([
    [
      "a header that is cut",
      changed(8, 6).subarray(0, 20),
      "bad_audio",
      20,
      /within its header, at byte 20; the file is damaged: fetch it again/,
    ],
    ["samples within the header", changed(4, 23), "bad_audio", 4, /at byte 4 that the samples start at 23/],
    ["samples too far off", changed(4, 0x7fffffff), "bad_audio", 4, /start at 2147483647/],
    ["samples after the end", changed(4, 100), "bad_audio", 34, /ends at byte 34, before its samples/],
    ["an unknown encoding", changed(12, 23), "unsupported_audio", 12, /encoding 23 at byte 12/],
    ["no rate", changed(16, 0), "bad_audio", 16, /at byte 16 a sample rate of 0 Hz/],
    ["an absurd rate", changed(16, 768_001), "bad_audio", 16, /768001 Hz/],
    ["no channels", changed(20, 0), "bad_audio", 20, /at byte 20 0 channels/],
    ["absurd channels", changed(20, 65_536), "bad_audio", 20, /65536 channels/],
  ])("refuses %s", async (_, file, code, byteOffset, message) => {
    const error: unknown = await probeAudio(file, { ffmpeg: false }).catch((reason: unknown) => reason);
    expect(AudioFormatError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code, byteOffset });
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain(`byte ${byteOffset}`);
  });
});
