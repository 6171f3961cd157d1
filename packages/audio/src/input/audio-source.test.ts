import { execFileSync } from "node:child_process";
import { openAsBlob } from "node:fs";
import {
  appendFile,
  chmod,
  mkdtemp,
  readdir,
  readlink,
  realpath,
  rm,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ChunkedSource } from "../testing/chunked-source.ts";
import { collectBytes } from "../testing/collect.ts";
import { encodeWav } from "../wav/wav-writer.ts";
import { type AudioInput, openAudioSource } from "./audio-source.ts";

const WAV = encodeWav(
  Int16Array.from({ length: 700_000 }, (_, i) => i),
  { sampleRate: 24_000 },
);
const isWindows = process.platform === "win32";
const isRoot = process.getuid?.() === 0;

let folder: string;
let path: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kotoba-source-"));
  path = join(folder, "talk.wav");
  await writeFile(path, WAV);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

/** An input that the types would not allow. */
function wrong(value: unknown): AudioInput {
  return value as AudioInput;
}

/** How many handles this process holds open on a file. */
async function openHandles(file: string): Promise<number> {
  const names = await readdir("/proc/self/fd");
  const targets = await Promise.all(names.map((name) => readlink(`/proc/self/fd/${name}`).catch(() => "")));
  return targets.filter((target) => target === file).length;
}

function webStream(
  bytes: Uint8Array,
  size: number,
): { stream: ReadableStream<Uint8Array>; cancelled: () => number } {
  let at = 0;
  let cancelled = 0;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (at < bytes.length) controller.enqueue(bytes.subarray(at, at + size));
        else controller.close();
        at += size;
      },
      cancel() {
        cancelled++;
      },
    },
    { highWaterMark: 0 },
  );
  return { stream, cancelled: () => cancelled };
}

describe("openAudioSource", () => {
  it.each<[string, () => AudioInput | Promise<AudioInput>, object]>([
    ["a path", () => path, { fileName: "talk.wav", sizeBytes: WAV.length, repeatable: true }],
    [
      "a file: URL",
      () => pathToFileURL(path),
      { fileName: "talk.wav", sizeBytes: WAV.length, repeatable: true },
    ],
    ["bytes", () => WAV, { fileName: "audio.wav", sizeBytes: WAV.length, repeatable: true }],
    ["a Buffer", () => Buffer.from(WAV), { fileName: "audio.wav", sizeBytes: WAV.length, repeatable: true }],
    [
      "an ArrayBuffer",
      () => WAV.slice().buffer,
      { fileName: "audio.wav", sizeBytes: WAV.length, repeatable: true },
    ],
    ["a Blob", () => new Blob([WAV]), { fileName: "audio.wav", sizeBytes: WAV.length, repeatable: true }],
    [
      "a Blob of a file",
      () => openAsBlob(path),
      { fileName: "audio.wav", sizeBytes: WAV.length, repeatable: true },
    ],
    [
      "a File",
      () => new File([WAV], "voice.wav"),
      { fileName: "voice.wav", sizeBytes: WAV.length, repeatable: true },
    ],
    [
      "a web stream",
      () => webStream(WAV, 9999).stream,
      { fileName: "audio.wav", sizeBytes: undefined, repeatable: false },
    ],
    [
      "a Readable",
      () => Readable.from([WAV]),
      { fileName: "audio.wav", sizeBytes: undefined, repeatable: false },
    ],
    [
      "an iterable",
      () => new ChunkedSource(WAV, [0, 9999]),
      { fileName: "audio.wav", sizeBytes: undefined, repeatable: false },
    ],
    [
      "an iterable of bytes",
      () => new ChunkedSource(WAV, [1, 99_999]),
      { fileName: "audio.wav", sizeBytes: undefined, repeatable: false },
    ],
  ])("gives the bytes of %s, with a name and a media type", async (_, make, expected) => {
    const source = await openAudioSource(await make());
    expect(source).toMatchObject({ ...expected, mediaType: "audio/wav" });
    const chunks: Uint8Array[] = [];
    for await (const chunk of source.stream()) chunks.push(chunk);
    expect(Buffer.compare(Buffer.concat(chunks), WAV)).toBe(0);
    expect(Math.min(...chunks.map((chunk) => chunk.length))).toBeGreaterThan(0);
    if (source.repeatable) expect((await collectBytes(source.stream())).length).toBe(WAV.length);
    else expect(() => source.stream()).toThrow(expect.objectContaining({ code: "already_read" }));
    await source[Symbol.asyncDispose]();
  });

  it("reads a web stream that cannot be iterated", async () => {
    const reader = webStream(WAV, 50_000).stream.getReader();
    const source = await openAudioSource(wrong({ locked: false, getReader: () => reader }));
    expect((await collectBytes(source.stream())).length).toBe(WAV.length);
  });

  it.skipIf(isWindows)("reads a named pipe as a stream", async () => {
    const pipe = join(folder, "pipe.wav");
    execFileSync("mkfifo", [pipe]);
    const [source] = await Promise.all([openAudioSource(pipe), writeFile(pipe, WAV.subarray(0, 1000))]);
    expect(source).toMatchObject({ fileName: "pipe.wav", sizeBytes: undefined, repeatable: false });
    expect(await collectBytes(source.stream())).toEqual(WAV.slice(0, 1000));
  });
});

describe("the name and the media type", () => {
  it.each<[string, AudioInput, { fileName?: string; mediaType?: string }, string, string]>([
    ["are the caller's", WAV, { fileName: "a.flac", mediaType: "audio/x-own" }, "a.flac", "audio/x-own"],
    ["come from the caller's name", WAV, { fileName: "/tmp/x/b.mp3" }, "b.mp3", "audio/mpeg"],
    ["come from a name of Windows", WAV, { fileName: "C:\\x\\b.ogg" }, "b.ogg", "audio/ogg"],
    ["come from the bytes, where the name says nothing", WAV, { fileName: "talk" }, "talk", "audio/wav"],
    ["come from the bytes, where the name is a folder", WAV, { fileName: "x/" }, "audio.wav", "audio/wav"],
    [
      "come from the caller's media type",
      Buffer.from("?"),
      { mediaType: "audio/flac" },
      "audio.flac",
      "audio/flac",
    ],
    [
      "come from a Blob's type",
      new Blob([WAV], { type: "audio/webm;codecs=opus" }),
      {},
      "audio.webm",
      "audio/webm;codecs=opus",
    ],
    ["come from a File", new File([WAV], "x/y.m4a"), {}, "y.m4a", "audio/mp4"],
    [
      "come from the bytes of a Blob of no type",
      new Blob([WAV], { type: "application/octet-stream" }),
      {},
      "audio.wav",
      "audio/wav",
    ],
    ["are there for bytes that say nothing", Buffer.from("hello"), {}, "audio", "application/octet-stream"],
  ])("%s", async (_, input, options, fileName, mediaType) => {
    expect(await openAudioSource(input, options)).toMatchObject({ fileName, mediaType });
  });
});

describe("openAudioSource refuses", () => {
  it.each<[string, () => AudioInput | Promise<AudioInput>, string, RegExp]>([
    ["a path to nothing", () => join(folder, "none.wav"), "file_not_found", /there is no file .*none\.wav/],
    ["a path through a file", () => join(path, "none.wav"), "file_not_found", /there is no file/],
    ["a URL to nothing", () => pathToFileURL(join(folder, "none.wav")), "file_not_found", /there is no file/],
    ["a folder", () => folder, "is_directory", /is a directory/],
    ["an empty path", () => "", "not_audio_input", /an empty path/],
    ["a path with a zero", () => "a\0b", "file_unreadable", /ERR_INVALID_ARG_VALUE/],
    [
      "a web address",
      () => new URL("https://example.com/a.wav"),
      "not_audio_input",
      /https: URL: download it first/,
    ],
    [
      "a web address as a string",
      () => "http://example.com/a.wav",
      "not_audio_input",
      /http: URL: download it first/,
    ],
    ["a file: URL as a string", () => pathToFileURL(path).href, "not_audio_input", /new URL/],
    [
      "a file: URL that is no path",
      () => new URL("file:///a%2Fb"),
      "not_audio_input",
      /no path on this machine/,
    ],
    ["no bytes", () => new Uint8Array(0), "empty_audio", /0 bytes/],
    ["an empty Blob", () => new Blob([]), "empty_audio", /0 bytes/],
    ["an empty File", () => new File([], "x.wav"), "empty_audio", /\(x\.wav\)/],
    ["an empty stream", () => webStream(new Uint8Array(0), 1).stream, "empty_audio", /0 bytes/],
    ["an empty Readable", () => Readable.from([]), "empty_audio", /0 bytes/],
    ["a Readable that was read", () => readToEnd(Readable.from([WAV])), "empty_audio", /0 bytes/],
    ["strings", () => wrong(Readable.from(["text"])), "not_audio_input", /type string .*no encoding/],
    [
      "a Readable with an encoding",
      () => Readable.from([WAV], { objectMode: false, encoding: "latin1" }),
      "not_audio_input",
      /string/,
    ],
    [
      "samples in a stream",
      () => wrong(Readable.from([new Int16Array(4)])),
      "not_audio_input",
      /type Int16Array/,
    ],
    ["null", () => wrong(null), "not_audio_input", /not null$/],
    ["undefined", () => wrong(undefined), "not_audio_input", /not undefined$/],
    ["a number", () => wrong(5), "not_audio_input", /not a number$/],
    ["samples", () => wrong(new Int16Array(5)), "not_audio_input", /not a Int16Array .*encodeWav/],
    ["an array", () => wrong([1, 2]), "not_audio_input", /class Array/],
    ["an object", () => wrong({ path: "x" }), "not_audio_input", /class Object/],
    ["an object without a class", () => wrong(Object.create(null)), "not_audio_input", /class null/],
  ])("%s", async (_, make, code, message) => {
    const error = await openAudioSource(await make()).then(
      () => expect.fail("it was opened"),
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ name: "AudioFormatError", code });
    expect(String(error)).toMatch(message);
  });

  it("an empty file", async () => {
    const empty = join(folder, "empty.wav");
    await writeFile(empty, "");
    await expect(openAudioSource(empty)).rejects.toMatchObject({ code: "empty_audio" });
  });

  it.skipIf(isWindows)("links in a circle", async () => {
    const circle = join(folder, "circle.wav");
    await symlink(circle, circle);
    await expect(openAudioSource(circle)).rejects.toMatchObject({
      code: "file_unreadable",
      message: expect.stringMatching(/circle\.wav cannot be read: ELOOP/),
      cause: expect.objectContaining({ code: "ELOOP" }),
    });
  });

  it.skipIf(isWindows || isRoot)("a file without permission", async () => {
    const secret = join(folder, "secret.wav");
    await writeFile(secret, WAV.subarray(0, 100));
    await chmod(secret, 0);
    await expect(openAudioSource(secret)).rejects.toMatchObject({
      code: "file_unreadable",
      message: /EACCES/,
    });
  });

  it("a promise", async () => {
    await expect(openAudioSource(wrong(Promise.resolve(WAV)))).rejects.toThrow(/await it first/);
  });

  it("a stream that something else reads", async () => {
    const { stream } = webStream(WAV, 1000);
    stream.getReader();
    await expect(openAudioSource(stream)).rejects.toMatchObject({
      code: "not_audio_input",
      message: /locked/,
    });
  });

  it("nothing of what a stream throws", async () => {
    const failure = new Error("the line broke");
    const broken = new PassThrough();
    broken.destroy(failure);
    await expect(openAudioSource(broken)).rejects.toBe(failure);
  });
});

async function readToEnd(stream: Readable): Promise<Readable> {
  for await (const _ of stream);
  return stream;
}

describe("reading", () => {
  it.skipIf(process.platform !== "linux")("closes the file at the end, and on an early stop", async () => {
    const real = await realpath(path);
    const source = await openAudioSource(path);
    expect(await openHandles(real)).toBe(0);
    for await (const _ of source.stream()) expect(await openHandles(real)).toBe(1);
    expect(await openHandles(real)).toBe(0);
    for await (const _ of source.stream()) break;
    expect(await openHandles(real)).toBe(0);
  });

  it("gives chunks that stay as they are", async () => {
    const source = await openAudioSource(path);
    const chunks: Uint8Array[] = [];
    for await (const chunk of source.stream()) chunks.push(chunk);
    expect(chunks.map((chunk) => chunk.length)).toEqual([524_288, 524_288, WAV.length - 1_048_576]);
    expect(Buffer.compare(Buffer.concat(chunks), WAV)).toBe(0);
  });

  it.each<[string, number]>([
    ["has grown", 100],
    ["has shrunk", -100],
  ])("says that a file %s, and never gives more than was announced", async (_, by) => {
    const changing = join(folder, "changing.wav");
    for (const when of ["before", "while"]) {
      await writeFile(changing, WAV);
      const source = await openAudioSource(changing);
      const change = (): Promise<void> =>
        by > 0 ? appendFile(changing, new Uint8Array(by)) : truncate(changing, WAV.length + by);
      if (when === "before") await change();
      let total = 0;
      const reading = (async () => {
        for await (const chunk of source.stream()) {
          if (total === 0 && when === "while") await change();
          total += chunk.length;
        }
      })();
      await expect(reading).rejects.toMatchObject({ name: "AudioFormatError", code: "file_changed" });
      expect(total).toBeLessThanOrEqual(WAV.length);
    }
  });

  it("says that a file has gone", async () => {
    const gone = join(folder, "gone.wav");
    await writeFile(gone, WAV);
    const source = await openAudioSource(gone);
    await rm(gone);
    await expect(collectBytes(source.stream())).rejects.toMatchObject({ code: "file_not_found" });
  });

  it("finds a chunk of the wrong kind late in a stream, and closes it", async () => {
    let closed = false;
    async function* mixed(): AsyncGenerator<unknown> {
      try {
        yield WAV.subarray(0, 100);
        yield "text";
      } finally {
        closed = true;
      }
    }
    const source = await openAudioSource(wrong(mixed()));
    await expect(collectBytes(source.stream())).rejects.toMatchObject({ code: "not_audio_input" });
    expect(closed).toBe(true);
  });

  it("passes on what a stream throws midway, and disposing of it is quiet", async () => {
    const failure = new Error("the line broke");
    const failing = new ReadableStream<Uint8Array>(
      {
        start: (controller) => controller.enqueue(WAV.subarray(0, 100)),
        pull: (controller) => controller.error(failure),
      },
      { highWaterMark: 0 },
    );
    const source = await openAudioSource(failing);
    await expect(collectBytes(source.stream())).rejects.toBe(failure);
    await source[Symbol.asyncDispose]();
  });
});

describe("a stream whose first chunk is too short to tell what it is", () => {
  it.each([1, 11])("is read whole where a large one follows: %i", async (length) => {
    async function* chunks() {
      yield WAV.subarray(0, length);
      yield WAV.subarray(length);
    }
    const source = await openAudioSource(chunks());
    expect(source.mediaType).toBe("audio/wav");
    expect(Buffer.compare(await collectBytes(source.stream()), WAV)).toBe(0);
  });
});

describe("a stream that is not read to its end", () => {
  it("is closed when its source is disposed of without reading", async () => {
    const iterable = new ChunkedSource(WAV, [1000]);
    const readable = Readable.from([WAV, WAV]);
    const { stream, cancelled } = webStream(WAV, 1000);
    for (const input of [iterable, readable, stream]) {
      const source = await openAudioSource(input);
      await source[Symbol.asyncDispose]();
      expect(() => source.stream()).toThrow(expect.objectContaining({ code: "already_read" }));
    }
    expect(iterable.returned).toBe(1);
    expect(readable.destroyed).toBe(true);
    expect(cancelled()).toBe(1);
  });

  it("is closed when iteration stops early", async () => {
    for (const stopAfter of [1, 3]) {
      const iterable = new ChunkedSource(WAV, [1000]);
      const { stream, cancelled } = webStream(WAV, 1000);
      for (const input of [iterable, stream]) {
        let count = 0;
        for await (const _ of (await openAudioSource(input)).stream()) if (++count === stopAfter) break;
      }
      expect(iterable.returned).toBe(1);
      expect(cancelled()).toBe(1);
    }
  });

  it.skipIf(isWindows)("is given up with the signal while nobody writes to a named pipe", async () => {
    const pipe = join(folder, "pipe-of-nobody");
    execFileSync("mkfifo", [pipe]);
    const controller = new AbortController();
    const opening = openAudioSource(pipe, { signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(opening).rejects.toThrow("enough");
    // Whoever waits in the system for the other end cannot be called back: this is that end.
    await writeFile(pipe, "x");
  });

  it("is closed while a chunk is awaited", async () => {
    let cancelled = false;
    const stalled = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(WAV.subarray(0, 100)),
      cancel: () => {
        cancelled = true;
      },
    });
    const source = await openAudioSource(stalled);
    const reading = collectBytes(source.stream());
    await source[Symbol.asyncDispose]();
    expect((await reading).length).toBe(100);
    expect(cancelled).toBe(true);
  });
});
