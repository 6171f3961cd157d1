import { chmod, lstat, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeAudio } from "../decode/decode-audio.ts";
import { decodeSamples } from "../samples/decode-samples.ts";
import { encodeSamples } from "../samples/encode-samples.ts";
import { float32ToInt16, int16ToBytes, int16ToFloat32 } from "../samples/pcm16.ts";
import { ChunkedSource } from "../testing/chunked-source.ts";
import { collectBytes, collectSamples } from "../testing/collect.ts";
import { type WavFormat, wavHeader } from "./wav-header.ts";
import { readWav, type WavReader } from "./wav-reader.ts";
import { encodeWav, encodeWavStream, type WavSamples, writeWavFile } from "./wav-writer.ts";

const ENCODINGS = ["pcm8", "pcm16", "pcm24", "pcm32", "float32", "float64", "alaw", "mulaw"] as const;
const FORMATS: readonly WavFormat[] = [
  { sampleRate: 24_000 },
  ...ENCODINGS.flatMap((encoding) =>
    [1, 2, 3].map((channels) => ({ sampleRate: channels * 8000, channels, encoding })),
  ),
];

function open(bytes: Uint8Array): Promise<WavReader> {
  return readWav(new ChunkedSource(bytes));
}

describe("wavHeader", () => {
  it("is that of the format, byte for byte", () => {
    const pcm = Buffer.from(wavHeader({ sampleRate: 24_000, channels: 2 }, 8)).toString("latin1");
    expect(pcm).toBe(
      "RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\xc0\x5d\0\0\0\x77\x01\0\x04\0\x10\0data\x08\0\0\0",
    );
    const float = Buffer.from(wavHeader({ sampleRate: 24_000, encoding: "float32" }, 8)).toString("latin1");
    expect(float).toBe(
      "RIFF\x3a\0\0\0WAVEfmt \x12\0\0\0\x03\0\x01\0\xc0\x5d\0\0\0\x77\x01\0\x04\0\x20\0\0\0fact\x04\0\0\0\x02\0\0\0data\x08\0\0\0",
    );
  });

  it.each<[WavFormat, length: number, tag: number, bits: number, speakers?: number]>([
    [{ sampleRate: 8000, encoding: "pcm8", channels: 2 }, 44, 1, 8],
    [{ sampleRate: 8000, encoding: "float64", channels: 2 }, 58, 3, 64],
    [{ sampleRate: 8000, encoding: "alaw" }, 58, 6, 8],
    [{ sampleRate: 8000, encoding: "mulaw", channels: 2 }, 58, 7, 8],
    [{ sampleRate: 8000, encoding: "pcm24" }, 68, 1, 24, 0x4],
    [{ sampleRate: 8000, encoding: "pcm32", channels: 2 }, 68, 1, 32, 0x3],
    [{ sampleRate: 8000, encoding: "pcm16", channels: 4 }, 68, 1, 16, 0],
    [{ sampleRate: 8000, encoding: "alaw", channels: 3 }, 80, 6, 8, 0],
  ])(
    "is extensible for more than 16 bits of PCM or two channels: %j",
    (format, length, tag, bits, speakers) => {
      const view = new DataView(wavHeader(format).buffer);
      const isExtensible = speakers !== undefined;
      expect([view.byteLength, view.getUint16(20, true), view.getUint16(34, true)]).toEqual([
        length,
        isExtensible ? 0xfffe : tag,
        bits,
      ]);
      if (!isExtensible) return;
      const guid = Buffer.from(view.buffer, 44, 16).toString("hex");
      expect([view.getUint16(36, true), view.getUint16(38, true), view.getUint32(40, true), guid]).toEqual([
        22,
        bits,
        speakers,
        `0${tag}00000000001000800000aa00389b71`,
      ]);
    },
  );

  it("is read to the end where the length is unknown, or beyond 32 bits", async () => {
    for (const dataBytes of [undefined, 2 ** 32 + 4]) {
      const reader = await open(
        Buffer.concat([wavHeader({ sampleRate: 24_000 }, dataBytes), Buffer.alloc(6)]),
      );
      expect(reader.frameCount).toBeUndefined();
      expect((await collectSamples(reader.frames())).length).toBe(3);
    }
  });

  it.each([
    { sampleRate: 0 },
    { sampleRate: 44_100.5 },
    { sampleRate: 768_001 },
    { sampleRate: 24_000, channels: 0 },
    { sampleRate: 24_000, channels: 32_768 },
    { sampleRate: 24_000, channels: 16_384, encoding: "float32" as const },
    { sampleRate: 24_000, channels: 8192, encoding: "float64" as const },
    { sampleRate: 24_000, encoding: "s16le" as "pcm16" },
  ])("refuses %j", (format) => {
    expect(() => wavHeader(format)).toThrow(expect.objectContaining({ name: "ConfigurationError" }));
  });
});

describe("encodeWav", () => {
  it.each(FORMATS)("is read back as it was: %j", async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.int16Array({ maxLength: 200 }), async (data) => {
        const channels = format.channels ?? 1;
        const samples = data.subarray(0, data.length - (data.length % channels));
        const { encoding = "pcm16" } = format;
        const expected = decodeSamples(encodeSamples(samples, encoding), encoding);
        for (const given of [samples, int16ToFloat32(samples)]) {
          const reader = await open(encodeWav(given, format));
          expect(reader).toMatchObject({
            sampleRate: format.sampleRate,
            channels,
            encoding,
            frameCount: samples.length / channels,
          });
          expect(await collectSamples(reader.frames())).toEqual(expected);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("saturates floats in pcm16, and keeps them in float32", async () => {
    const loud = Float32Array.of(2, -2);
    const clipped = await open(encodeWav(loud, { sampleRate: 8000 }));
    expect([...(await collectSamples(clipped.frames()))]).toEqual([32767 / 32768, -1]);
    const kept = await open(encodeWav(loud, { sampleRate: 8000, encoding: "float32" }));
    expect([...(await collectSamples(kept.frames()))]).toEqual([2, -2]);
  });

  it("takes bytes as they are", () => {
    const samples = Int16Array.of(1, -2, 3);
    expect(encodeWav(int16ToBytes(samples), { sampleRate: 8000 })).toEqual(
      encodeWav(samples, { sampleRate: 8000 }),
    );
  });

  it("pads an odd number of bytes, and counts that in the file's length only", () => {
    const file = encodeWav(new Uint8Array(3), { sampleRate: 8000, encoding: "pcm24" });
    const view = new DataView(file.buffer);
    expect([file.length, file.at(-1), view.getUint32(4, true), view.getUint32(64, true)]).toEqual([
      72, 0, 64, 3,
    ]);
  });

  it("refuses half a frame", () => {
    for (const samples of [new Uint8Array(5), new Float32Array(3)]) {
      expect(() => encodeWav(samples, { sampleRate: 8000, channels: 2 })).toThrow(
        expect.objectContaining({ name: "AudioFormatError", code: "partial_frame" }),
      );
    }
  });
});

describe("encodeWavStream", () => {
  it("is the header of unknown length, and the bytes of each chunk that has any", async () => {
    const format = { sampleRate: 8000, encoding: "mulaw" } as const;
    const chunks: Uint8Array[] = [];
    for await (const bytes of encodeWavStream(
      [Float32Array.of(0, 1), new Int16Array(0), Uint8Array.of(7)],
      format,
    )) {
      chunks.push(bytes);
    }
    expect(chunks).toEqual([wavHeader(format), Uint8Array.of(0xff, 0x80), Uint8Array.of(7)]);
  });

  it.each(FORMATS)("is read back as it was: %j", async (format) => {
    const samples = Int16Array.from({ length: 996 }, (_, i) => 77 * i);
    const { encoding = "pcm16" } = format;
    const reader = await readWav(encodeWavStream([samples.subarray(0, 100), samples.subarray(100)], format));
    expect(reader).toMatchObject({ encoding, channels: format.channels ?? 1, frameCount: undefined });
    expect(await collectSamples(reader.frames())).toEqual(
      decodeSamples(encodeSamples(samples, encoding), encoding),
    );
  });

  it("refuses a bad format at once, and half a frame at the end", async () => {
    expect(() => encodeWavStream([], { sampleRate: 0 })).toThrow(/sampleRate/);
    const cut = encodeWavStream([new Uint8Array(3)], { sampleRate: 8000 });
    await expect(collectBytes(cut)).rejects.toMatchObject({ code: "partial_frame" });
  });

  it("lets its source go when it is left early", async () => {
    let released = false;
    async function* source() {
      try {
        for (;;) yield new Int16Array(1);
      } finally {
        released = true;
      }
    }
    let left = 2;
    for await (const _ of encodeWavStream(source(), { sampleRate: 8000 })) if (--left === 0) break;
    expect(released).toBe(true);
  });
});

describe("writeWavFile", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "kotoba-wav-"));
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  async function* give(...chunks: WavSamples[]): AsyncGenerator<WavSamples> {
    yield* chunks;
  }

  it.each(FORMATS)("writes the file that encodeWav makes: %j", async (format) => {
    const samples = Float32Array.from({ length: 10_001 * (format.channels ?? 1) }, (_, i) => Math.sin(i));
    const path = join(folder, "chunks.wav");
    await writeWavFile(
      path,
      give(samples.subarray(0, 7), samples.subarray(7, 9000), samples.subarray(9000)),
      format,
    );
    expect(Buffer.compare(await readFile(path), encodeWav(samples, format))).toBe(0);
  });

  it("takes samples of any kind, bytes cut anywhere, and a file: URL", async () => {
    const samples = Int16Array.from({ length: 3000 }, (_, i) => i * 7);
    const bytes = int16ToBytes(samples);
    const url = pathToFileURL(join(folder, "kinds.wav"));
    const floats = int16ToFloat32(samples.subarray(1000, 2000));
    await writeWavFile(
      url,
      give(bytes.subarray(0, 1001), bytes.subarray(1001, 2000), floats, samples.subarray(2000)),
      {
        sampleRate: 16_000,
      },
    );
    expect(new Uint8Array(await readFile(url))).toEqual(encodeWav(samples, { sampleRate: 16_000 }));
    expect(float32ToInt16(floats)).toEqual(samples.slice(1000, 2000));
  });

  it("writes a file without samples", async () => {
    const path = join(folder, "empty.wav");
    await writeWavFile(path, [], { sampleRate: 16_000 });
    expect((await open(await readFile(path))).frameCount).toBe(0);
  });

  it("leaves no file when the source fails, or ends within a frame", async () => {
    const failure = new Error("the session broke");
    async function* broken(): AsyncGenerator<WavSamples> {
      yield new Float32Array(100);
      throw failure;
    }
    const before = await readdir(folder);
    const path = join(folder, "broken.wav");
    await expect(writeWavFile(path, broken(), { sampleRate: 8000 })).rejects.toBe(failure);
    await expect(writeWavFile(path, [new Uint8Array(3)], { sampleRate: 8000 })).rejects.toMatchObject({
      code: "partial_frame",
    });
    expect(await readdir(folder)).toEqual(before);
  });

  it("touches no file for a bad format, and passes on what the system says", async () => {
    const path = join(folder, "untouched.wav");
    await writeWavFile(path, [new Uint8Array(2)], { sampleRate: 8000 });
    await expect(writeWavFile(path, [], { sampleRate: -1 })).rejects.toMatchObject({
      name: "ConfigurationError",
    });
    expect((await readFile(path)).length).toBe(46);
    await expect(
      writeWavFile(join(folder, "no", "where.wav"), [], { sampleRate: 8000 }),
    ).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  it("touches no file for a source that fails before it gives anything", async () => {
    const path = join(folder, "kept.wav");
    await writeFile(path, "the recording of the day before");
    async function* broken(): AsyncGenerator<WavSamples> {
      yield* await Promise.reject<WavSamples[]>(new Error("there is no file typo.mp3"));
    }
    await expect(writeWavFile(path, broken(), { sampleRate: 8000 })).rejects.toThrow("typo");
    expect(await readFile(path, "utf8")).toBe("the recording of the day before");
  });

  it("keeps a file that was there when the source fails midway, and leaves nothing beside it", async () => {
    const path = join(folder, "yesterday.wav");
    await writeFile(path, "the recording of the day before");
    const before = await readdir(folder);
    async function* broken(): AsyncGenerator<WavSamples> {
      yield new Float32Array(100_000);
      throw new Error("the session broke");
    }
    await expect(writeWavFile(path, broken(), { sampleRate: 8000 })).rejects.toThrow("the session broke");
    expect(await readFile(path, "utf8")).toBe("the recording of the day before");
    expect(await readdir(folder)).toEqual(before);
  });

  it("writes over the very file that the samples come from", async () => {
    const path = join(folder, "itself.wav");
    const samples = Int16Array.from({ length: 2_000_000 }, (_, i) => 77 * i);
    await writeFile(path, encodeWav(samples, { sampleRate: 8000 }));
    async function* itself(): AsyncGenerator<WavSamples> {
      for await (const frames of decodeAudio(path)) yield frames.samples;
    }
    await writeWavFile(path, itself(), { sampleRate: 8000 });
    expect(Buffer.compare(await readFile(path), encodeWav(samples, { sampleRate: 8000 }))).toBe(0);
  });

  it.skipIf(process.platform === "win32")("keeps the permissions of a file that was there", async () => {
    const path = join(folder, "private.wav");
    await writeFile(path, "");
    for (const mode of [0o600, 0o666]) {
      await chmod(path, mode);
      await writeWavFile(path, [new Uint8Array(2)], { sampleRate: 8000 });
      expect((await stat(path)).mode & 0o777).toBe(mode);
    }
  });

  it.skipIf(process.platform === "win32")("follows links, also to what is not there yet", async () => {
    const path = join(folder, "linked.wav");
    const link = join(folder, "link.wav");
    await symlink("linked.wav", link);
    for (const length of [2, 4]) {
      await writeWavFile(link, [new Uint8Array(length)], { sampleRate: 8000 });
      expect((await stat(path)).size).toBe(44 + length);
      expect((await lstat(link)).isSymbolicLink()).toBe(true);
    }
    const circle = join(folder, "circle.wav");
    await symlink("circle.wav", circle);
    await expect(writeWavFile(circle, [], { sampleRate: 8000 })).rejects.toMatchObject({ code: "ELOOP" });
  });

  it("says of a path that cannot be written what is wrong with it, not with a temporary file", async () => {
    const nowhere = writeWavFile(join(folder, "no", "where.wav"), [], { sampleRate: 8000 });
    await expect(nowhere).rejects.toMatchObject({ code: "ENOENT", path: join(folder, "no", "where.wav") });
    await expect(writeWavFile(folder, [], { sampleRate: 8000 })).rejects.toMatchObject({ code: "EISDIR" });
  });

  it("lets its source go where no file can be opened", async () => {
    let released = false;
    async function* source(): AsyncGenerator<WavSamples> {
      try {
        for (;;) yield new Int16Array(1);
      } finally {
        released = true;
      }
    }
    await expect(
      writeWavFile(join(folder, "no", "where.wav"), source(), { sampleRate: 8000 }),
    ).rejects.toMatchObject({ code: "ENOENT" });
    expect(released).toBe(true);
  });

  it.skipIf(process.platform !== "linux")("fails where the disk is full", async () => {
    await expect(writeWavFile("/dev/full", [new Uint8Array(2)], { sampleRate: 8000 })).rejects.toMatchObject({
      code: "ENOSPC",
    });
    expect(await readdir("/dev")).toContain("full");
  });

  it.skipIf(process.platform === "win32")("writes to a device, and leaves it there", async () => {
    await writeWavFile("/dev/null", [new Uint8Array(2)], { sampleRate: 8000 });
    await expect(writeWavFile("/dev/null", [new Uint8Array(1)], { sampleRate: 8000 })).rejects.toThrow(
      /frames/,
    );
    expect(await readdir("/dev")).toContain("null");
  });
});
