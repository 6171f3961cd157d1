import { ConfigurationError } from "@kotoba/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AudioFormat, bytesPerSample, type SampleEncoding } from "../audio-format.ts";
import { decodeAudio } from "../decode/decode-audio.ts";
import { probeAudio } from "../decode/probe-audio.ts";
import { decodeSamples } from "../samples/decode-samples.ts";
import { ChunkedSource } from "../testing/chunked-source.ts";
import { collectFrames } from "../testing/collect.ts";

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

describe("raw samples", () => {
  it.each(ENCODINGS)(
    "of %s are the same for any chunks, without half a frame at the end",
    async (encoding) => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ minLength: 1, maxLength: 300 }),
          fc.integer({ min: 1, max: 5 }),
          fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 }),
          async (bytes, channels, sizes) => {
            const raw: AudioFormat = { encoding, sampleRate: 8000, channels };
            const frameBytes = channels * bytesPerSample(encoding);
            const whole = bytes.subarray(0, bytes.length - (bytes.length % frameBytes));
            const frameCount = whole.length / frameBytes;
            expect(await probeAudio(bytes, { raw })).toEqual({
              container: "raw",
              codec: encoding,
              sampleRate: 8000,
              channels,
              bitsPerSample: 8 * bytesPerSample(encoding),
              frameCount,
              durationSeconds: frameCount / 8000,
            });
            expect(await collectFrames(decodeAudio(new ChunkedSource(bytes, sizes), { raw }))).toEqual(
              decodeSamples(whole, encoding),
            );
          },
        ),
        { numRuns: 30 },
      );
    },
  );

  it("are not looked at: what looks like a header is samples too", async () => {
    const bytes = Buffer.from("RIFF\0\0\0\0WAVE", "latin1");
    const raw: AudioFormat = { encoding: "mulaw", sampleRate: 8000, channels: 1 };
    expect((await collectFrames(decodeAudio(bytes, { raw }))).length).toBe(12);
  });

  it("can have as many channels as there can be", async () => {
    const bytes = Uint8Array.from({ length: 8 * 65_535 * 2 + 1 }, (_, i) => i % 63);
    const raw: AudioFormat = { encoding: "float64", sampleRate: 1, channels: 65_535 };
    const samples = await collectFrames(decodeAudio(new ChunkedSource(bytes, [99_999]), { raw }));
    expect(samples).toEqual(decodeSamples(bytes.subarray(0, -1), "float64"));
  });

  it.each<[string, Record<string, unknown>]>([
    ["raw.encoding", { encoding: "pcm12" }],
    ["raw.encoding", { encoding: undefined }],
    ["raw.encoding", { encoding: "toString" }],
    ["raw.sampleRate", { sampleRate: 0 }],
    ["raw.sampleRate", { sampleRate: 768_001 }],
    ["raw.sampleRate", { sampleRate: 8000.5 }],
    ["raw.channels", { channels: 0 }],
    ["raw.channels", { channels: 65_536 }],
    ["raw.channels", { channels: Number.NaN }],
  ])("must have a sound %s: %j", async (option, change) => {
    const format: AudioFormat = { encoding: "pcm16", sampleRate: 8000, channels: 1 };
    // The option is wrong whether or not the file is there.
    const error: unknown = await probeAudio("no such file", { raw: { ...format, ...change } }).catch(
      (reason: unknown) => reason,
    );
    expect(ConfigurationError.isInstance(error)).toBe(true);
    expect(String(error)).toContain(option);
  });
});
