import { AudioFormatError } from "@kotoba/core";
import { array, assert, asyncProperty, constantFrom, integer } from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ChunkedSource } from "../../testing/chunked-source.ts";
import { collectFrames, joinSamples } from "../../testing/collect.ts";
import { bytesOf, type CompressedRecordings, speechRecordings } from "../../testing/compressed-recordings.ts";
import { isInstalled } from "../../testing/installed.ts";
import type { AudioFrames } from "../audio-decoder.ts";
import { decodeAudio } from "../decode-audio.ts";
import { openDecoder } from "../open-decoder.ts";
import { probeAudio } from "../probe-audio.ts";
import { parseMp3FrameHeader } from "./mp3-frame-header.ts";
import { indexOfOggPage } from "./ogg-page.ts";

const FORMATS = {
  mp3: "-b:a 64k",
  flac: "-frame_size 1152",
  opus: "-c:a libopus -page_duration 200000",
  ogg: "-c:a libvorbis -page_duration 200000",
  oga: "-c:a flac -frame_size 1152 -page_duration 200000",
} as const;
type Format = keyof typeof FORMATS;
const NAMES: readonly Format[] = ["mp3", "flac", "opus", "ogg", "oga"];

/** Much faster than comparing one by one. */
function expectSame(samples: Float32Array, expected: Float32Array): void {
  expect(samples.length).toBe(expected.length);
  const bytes = ({ buffer, byteOffset, byteLength }: Float32Array) =>
    new Uint8Array(buffer, byteOffset, byteLength);
  expect(Buffer.compare(bytes(samples), bytes(expected))).toBe(0);
}

describe.skipIf(!isInstalled("ffmpeg") || !isInstalled("sox"))("a compressed file", () => {
  let recordings: CompressedRecordings;
  const files = new Map<Format, Uint8Array>();
  const whole = new Map<Format, Float32Array>();
  beforeAll(async () => {
    // The decoders tell the console about damaged frames.
    vi.spyOn(console, "error").mockImplementation(() => {});
    recordings = speechRecordings();
    for (const format of NAMES) {
      const file = bytesOf(recordings.make(`speech.${format}`, FORMATS[format]));
      files.set(format, file);
      whole.set(format, await collectFrames(decodeAudio(file)));
    }
  });
  afterAll(() => {
    vi.restoreAllMocks();
    recordings[Symbol.dispose]();
  });

  const fileOf = (format: Format) => files.get(format) ?? new Uint8Array(0);
  const samplesOf = (format: Format) => whole.get(format) ?? new Float32Array(0);

  /** What comes out, and the error after it. */
  async function decode(
    file: Uint8Array | ChunkedSource,
  ): Promise<{ samples: Float32Array; error: unknown }> {
    const blocks: Float32Array[] = [];
    try {
      for await (const { samples } of decodeAudio(file, { ffmpeg: false })) blocks.push(samples);
    } catch (error) {
      return { samples: joinSamples(blocks), error };
    }
    return { samples: joinSamples(blocks), error: undefined };
  }

  it("gives the same samples however its bytes are split", async () => {
    const sizes = array(integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 20 });
    await assert(
      asyncProperty(constantFrom(...NAMES), sizes, async (format, chunkSizes) => {
        const samples = await collectFrames(decodeAudio(new ChunkedSource(fileOf(format), chunkSizes)));
        expectSame(samples, samplesOf(format));
      }),
      { numRuns: 40 },
    );
  });

  it.each(NAMES)("that is cut off gives what it has, and says where it ends: %s", async (format) => {
    const file = fileOf(format);
    const cut = file.subarray(0, Math.floor(file.length * 0.7));
    const { samples, error } = await decode(cut);
    const all = samplesOf(format);
    expect(samples.length).toBeGreaterThan(all.length / 2);
    expect(samples.length).toBeLessThan(all.length);
    expectSame(samples, all.subarray(0, samples.length));
    expect(AudioFormatError.isInstance(error)).toBe(true);
    expect(error).toMatchObject({ code: "truncated_audio" });
    expect(Number(Reflect.get(Object(error), "byteOffset"))).toBeGreaterThan(cut.length - 20_000);
  });

  it("of MP3 that is cut off within a frame gives as much as one that ends before it", async () => {
    const file = fileOf("mp3");
    const within = await decode(file.subarray(0, Math.floor(file.length * 0.7)));
    const end = Number(Reflect.get(Object(within.error), "byteOffset"));
    const before = await decode(file.subarray(0, end));
    expect(before.error).toMatchObject({ code: "truncated_audio" });
    expectSame(within.samples, before.samples);
  });

  it.each(NAMES)("that is in a Buffer is left as it was: %s", async (format) => {
    const file = Buffer.from(fileOf(format));
    expectSame(await collectFrames(decodeAudio(file)), samplesOf(format));
    expect(Buffer.compare(file, fileOf(format))).toBe(0);
  });

  it.each(NAMES)("that is damaged in the middle gives the rest: %s", async (format) => {
    const file = Uint8Array.from(fileOf(format));
    const middle = Math.floor(file.length / 2);
    file.fill(0, middle, middle + 300);
    const { samples, error } = await decode(file);
    const all = samplesOf(format);
    expect(error).toBeUndefined();
    expect(samples.length).toBeGreaterThan(all.length * 0.8);
    expect(samples.length).toBeLessThanOrEqual(all.length);
    // Both ends are what they were.
    expectSame(samples.subarray(0, 20_000), all.subarray(0, 20_000));
    const tail = format === "flac" || format === "oga" ? 20_000 : 1000;
    const difference = samples
      .slice(-tail)
      .map((sample, i) => Math.abs(sample - (all[all.length - tail + i] ?? 0)));
    if (samples.length === all.length || format === "flac" || format === "oga") {
      expect(difference.reduce((one, other) => Math.max(one, other), 0)).toBeLessThan(1e-3);
    }
  });

  it.each(NAMES)("with nothing but noise after its start is refused: %s", async (format) => {
    const start = fileOf(format).subarray(0, 60);
    const noise = Uint8Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 251);
    const { samples, error } = await decode(Buffer.concat([start, noise]));
    expect(samples.length).toBe(0);
    expect(error).toMatchObject({ name: "AudioFormatError" });
    expect(["bad_audio", "truncated_audio"]).toContain(Reflect.get(Object(error), "code"));
  });

  it.each<Format>(["mp3", "flac"])("is found behind ID3 tags: %s", async (format) => {
    const tag = Uint8Array.of(0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0x10, 0, ...new Uint8Array(2048).fill(0xff));
    const file = Buffer.concat([tag, tag, fileOf(format)]);
    expectSame(await collectFrames(decodeAudio(file)), samplesOf(format));
    expect((await probeAudio(file)).frameCount).toBe(samplesOf(format).length);
  });

  it("is found behind garbage, if it is MP3", async () => {
    const garbage = Uint8Array.from({ length: 5000 }, (_, i) => (i * 31) % 256);
    const audio = fileOf("mp3");
    const file = Buffer.concat([garbage, audio.subarray(audio.indexOf(0xff))]);
    expectSame(await collectFrames(decodeAudio(file, { ffmpeg: false })), samplesOf("mp3"));
  });

  it.each<Format>(["mp3", "flac"])("may have tags at its end: %s", async (format) => {
    const file = Buffer.concat([fileOf(format), Buffer.from("TAG".padEnd(128, "x"))]);
    expectSame(await collectFrames(decodeAudio(file)), samplesOf(format));
  });

  it.each<[Format, Format]>([
    ["opus", "opus"],
    ["ogg", "opus"],
    ["oga", "ogg"],
  ])("may be chained: %s and then %s", async (one, other) => {
    const second = Uint8Array.from(fileOf(other));
    const file = Buffer.concat([fileOf(one), second]);
    const { samples, error } = await decode(file);
    expect(error).toBeUndefined();
    expectSame(samples, joinSamples([samplesOf(one), samplesOf(other)]));
  });

  it("of two MP3 files in one gives both", async () => {
    const file = Buffer.concat([fileOf("mp3"), fileOf("mp3")]);
    const { samples, error } = await decode(file);
    expect(error).toBeUndefined();
    expectSame(samples, joinSamples([samplesOf("mp3"), samplesOf("mp3")]));
    // It tells of the first alone.
    expect((await probeAudio(file)).frameCount).toBe(samplesOf("mp3").length);
  });

  it("of MP3 that changes its rate and its channels on the way gives all of it, as it is", async () => {
    const other = bytesOf(recordings.make("other.mp3", "-ar 22050 -ac 2 -b:a 64k -write_xing 0"));
    const alone = await decode(other);
    const blocks: AudioFrames[] = [];
    const file = Buffer.concat([fileOf("mp3"), other, fileOf("mp3")]);
    for await (const block of decodeAudio(file, { ffmpeg: false })) blocks.push(block);
    const at = (rate: number) => blocks.filter(({ sampleRate }) => sampleRate === rate);
    expectSame(joinSamples(at(22_050).map(({ samples }) => samples)), alone.samples);
    expect(new Set(at(22_050).map(({ channels }) => channels))).toEqual(new Set([2]));
    expectSame(
      joinSamples(at(44_100).map(({ samples }) => samples)),
      joinSamples([samplesOf("mp3"), samplesOf("mp3")]),
    );
  });

  it("of MP3 that ends in the first frame of another, and garbage, is no worse for it", async () => {
    const audio = fileOf("mp3").subarray(fileOf("mp3").indexOf(0xff));
    const start = audio.subarray(0, parseMp3FrameHeader(audio)?.frameBytes);
    const { samples, error } = await decode(Buffer.concat([fileOf("mp3"), start, new Uint8Array(5000)]));
    expect(error).toBeUndefined();
    // The frame is one of silence.
    const all = samplesOf("mp3");
    expect(samples.length - all.length).toBeLessThanOrEqual(1152);
    expectSame(samples.subarray(0, all.length - 2000), all.subarray(0, all.length - 2000));
  });

  it("of two FLAC files in one gives both, and tells of the first", async () => {
    const file = Buffer.concat([fileOf("flac"), fileOf("flac")]);
    const { samples, error } = await decode(file);
    expect(error).toBeUndefined();
    expectSame(samples, joinSamples([samplesOf("flac"), samplesOf("flac")]));
    expect((await probeAudio(file)).frameCount).toBe(samplesOf("flac").length);
  });

  it.each(NAMES)("lets go of its source when nobody wants more: %s", async (format) => {
    const source = new ChunkedSource(fileOf(format), [1000]);
    for await (const { samples } of decodeAudio(source)) {
      expect(samples.length).toBeGreaterThan(0);
      break;
    }
    expect(source.returned).toBeGreaterThan(0);
  });

  it.each(NAMES)("is not called damaged by a decoder that was disposed of: %s", async (format) => {
    const decoder = await openDecoder(fileOf(format), { ffmpeg: false });
    await decoder[Symbol.asyncDispose]();
    const reading = collectFrames(decoder.frames());
    await expect(reading).rejects.toMatchObject({
      code: "already_read",
      message: expect.stringContaining("disposed of"),
    });
  });

  it.each(NAMES)("is not called at its end where it was disposed of midway: %s", async (format) => {
    const decoder = await openDecoder(fileOf(format), { ffmpeg: false });
    const blocks = decoder.frames()[Symbol.asyncIterator]();
    await blocks.next();
    await decoder[Symbol.asyncDispose]();
    await expect(blocks.next()).rejects.toMatchObject({
      code: "already_read",
      message: expect.stringContaining("disposed of"),
    });
  });

  it.each(NAMES)("can be read once: %s", async (format) => {
    await using decoder = await openDecoder(fileOf(format));
    decoder.frames();
    expect(() => decoder.frames()).toThrow(expect.objectContaining({ code: "already_read" }));
  });

  it("of Ogg that starts in the middle of a broadcast gives what it has, and tells no length", async () => {
    const file = fileOf("opus");
    const audio = indexOfOggPage(file, indexOfOggPage(file, 1) + 1);
    const fourth = indexOfOggPage(file, indexOfOggPage(file, audio + 1) + 1);
    const later = Buffer.concat([file.subarray(0, audio), file.subarray(fourth)]);
    const { samples, error } = await decode(later);
    expect(error).toBeUndefined();
    expect(samples.length).toBeGreaterThan(samplesOf("opus").length / 2);
  });
});
