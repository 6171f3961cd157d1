import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { AudioFormatError } from "@kotoba/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AudioInput, openAudioSource } from "../input/audio-source.ts";
import { decodeSamples } from "../samples/decode-samples.ts";
import { collectFrames } from "../testing/collect.ts";
import { PCM_FILE_KINDS } from "../testing/pcm-files.ts";
import { decodeAudio } from "./decode-audio.ts";
import { openDecoder } from "./open-decoder.ts";
import { probeAudio } from "./probe-audio.ts";

const data = Uint8Array.from({ length: 20_000 }, (_, i) => i % 251);
const samples = decodeSamples(data, "pcm16");
const FORMATS = ["RIFF pcm16", "AIFF pcm16", "AU pcm16"].map((name) => {
  const kind = PCM_FILE_KINDS.find((each) => each.name === name);
  if (kind === undefined) throw new Error(`there is no ${name}`);
  return { container: kind.container, file: kind.write({ data, sampleRate: 16_000, channels: 2 }) };
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-decode-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function* pieces(file: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  for (let at = 0; at < file.length; at += 777) yield file.subarray(at, at + 777);
}

describe.each(FORMATS)("$container", ({ container, file }) => {
  // The name tells something else: only the bytes count.
  const path = () => join(folder, `${container}.mp3`);
  beforeAll(() => writeFile(path(), file));

  it.each<[string, () => AudioInput]>([
    ["a path", path],
    ["a file: URL", () => pathToFileURL(path())],
    ["bytes", () => file],
    ["an ArrayBuffer", () => new Uint8Array(file).buffer],
    ["a Blob", () => new Blob([new Uint8Array(file)], { type: "audio/mpeg" })],
    ["a web stream", () => new Blob([new Uint8Array(file)]).stream()],
    ["a Node stream", () => createReadStream(path(), { highWaterMark: 1000 })],
    ["a Readable", () => Readable.from(pieces(file))],
    ["an async iterable", () => pieces(file)],
  ])("is read from %s", async (_, input) => {
    expect(await collectFrames(decodeAudio(input()))).toEqual(samples);
    expect(await probeAudio(input())).toMatchObject({
      container,
      codec: "pcm16",
      sampleRate: 16_000,
      channels: 2,
      frameCount: 5_000,
    });
  });
});

describe.each(FORMATS)("$container, when its decoder is disposed of", ({ file }) => {
  it.each([0, 1])("is not called damaged after %i blocks", async (count) => {
    const decoder = await openDecoder(pieces(file));
    const blocks = decoder.frames()[Symbol.asyncIterator]();
    for (let i = 0; i < count; i++) await blocks.next();
    await decoder[Symbol.asyncDispose]();
    await decoder[Symbol.asyncDispose]();
    await expect(blocks.next()).rejects.toMatchObject({
      code: "already_read",
      message: expect.stringContaining("disposed of"),
    });
  });
});

describe("an input", () => {
  const [wav] = FORMATS.map(({ file }) => file);
  if (wav === undefined) throw new Error("no format");

  it("that the caller opened stays open", async () => {
    await using source = await openAudioSource(wav);
    expect((await probeAudio(source)).frameCount).toBe(5_000);
    expect(await collectFrames(decodeAudio(source))).toEqual(samples);
    expect(await collectFrames(decodeAudio(source))).toEqual(samples);
  });

  it.each<[string, Uint8Array, string]>([
    [
      "text",
      Buffer.from("hello, this is text"),
      'at byte 0 there is "hello, this "; convert it, or say with',
    ],
    ["binary", Uint8Array.of(0, 1, 34, 92, 200, 255), String.raw`at byte 0 there is "??\"\\??"`],
    ["another RIFF file", Buffer.from("RIFF\x10\0\0\0WEBPVP8 "), 'at byte 0 there is "RIFF????WEBP"'],
  ])("of no known format is refused with what it has: %s", async (_, file, message) => {
    for (const reading of [openDecoder(file, { ffmpeg: false }), probeAudio(file, { ffmpeg: false })]) {
      const error: unknown = await reading.catch((reason: unknown) => reason);
      expect(AudioFormatError.isInstance(error)).toBe(true);
      expect(error).toMatchObject({ code: "unsupported_audio", byteOffset: 0 });
      expect(String(error)).toContain(message);
    }
  });

  it.each([null, undefined, 5, {}])("that is %j is refused", async (input) => {
    await expect(openDecoder(input as never)).rejects.toMatchObject({ code: "not_audio_input" });
  });

  it("that falls silent is let go of when the signal aborts", async () => {
    for (const given of [20, 10_000]) {
      const stop = new AbortController();
      const reason = new Error("enough");
      let close = () => {};
      const closed = new Promise<void>((resolve) => {
        close = resolve;
      });
      let turn = 0;
      const silent: AsyncIterable<Uint8Array> = {
        [Symbol.asyncIterator]: () => ({
          async next() {
            if (turn++ === 0) return { done: false, value: wav.subarray(0, given) };
            queueMicrotask(() => stop.abort(reason));
            return await new Promise<never>(() => {});
          },
          async return() {
            close();
            return { done: true, value: undefined };
          },
        }),
      };
      await expect(collectFrames(decodeAudio(silent, { signal: stop.signal }))).rejects.toBe(reason);
      await closed;
    }
  });

  it("that is empty is refused", async () => {
    await expect(probeAudio(new Uint8Array(0))).rejects.toMatchObject({ code: "empty_audio", byteOffset: 0 });
  });
});
