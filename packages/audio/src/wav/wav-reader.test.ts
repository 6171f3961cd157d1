import { AudioFormatError } from "@kotoba/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesPerSample, type SampleEncoding } from "../audio-format.ts";
import { decodeSamples } from "../samples/decode-samples.ts";
import { ChunkedSource } from "../testing/chunked-source.ts";
import { collectSamples } from "../testing/collect.ts";
import { readWav, type WavReader } from "./wav-reader.ts";
import { encodeWav } from "./wav-writer.ts";

const TAGS: Readonly<Record<SampleEncoding, number>> = {
  pcm8: 1,
  pcm16: 1,
  pcm24: 1,
  pcm32: 1,
  float32: 3,
  float64: 3,
  alaw: 6,
  mulaw: 7,
};
const ENCODINGS = Object.keys(TAGS) as SampleEncoding[];

const ascii = (text: string): Buffer => Buffer.from(text, "latin1");

function uint(bytes: 2 | 4 | 8, value: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value));
  else buffer.writeUIntLE(value, 0, bytes);
  return buffer;
}

/** A chunk of a RIFF file, padded to an even length; `size` may lie. */
function chunk(id: string, body: Uint8Array, size: number = body.length): Buffer {
  return Buffer.concat([ascii(id), uint(4, size), body, Buffer.alloc(body.length % 2)]);
}

interface Format {
  tag?: number;
  channels?: number;
  sampleRate?: number;
  bytesPerFrame?: number;
  bits?: number;
  extension?: Uint8Array;
}

function fmt(format: Format = {}): Buffer {
  const { tag = 1, channels = 1, sampleRate = 24_000, bits = 16, extension = Buffer.alloc(0) } = format;
  const bytesPerFrame = format.bytesPerFrame ?? channels * Math.ceil(bits / 8);
  const byteRate = uint(4, (sampleRate * bytesPerFrame) % 2 ** 32);
  const fields = [
    uint(2, tag),
    uint(2, channels),
    uint(4, sampleRate),
    byteRate,
    uint(2, bytesPerFrame),
    uint(2, bits),
  ];
  return chunk("fmt ", Buffer.concat([...fields, extension]));
}

function riff(...chunks: Uint8Array[]): Buffer {
  const body = Buffer.concat([ascii("WAVE"), ...chunks]);
  return Buffer.concat([ascii("RIFF"), uint(4, body.length), body]);
}

/** The extension of an extensible format, for a codec tag. */
function extensible(tag: number, validBits: number): Buffer {
  const suffix = Buffer.from("000000001000800000aa00389b71", "hex");
  return Buffer.concat([uint(2, 22), uint(2, validBits), uint(4, 0), uint(2, tag), suffix]);
}

function open(bytes: Uint8Array, sizes?: readonly number[]): Promise<WavReader> {
  return readWav(new ChunkedSource(bytes, sizes));
}

async function samplesOf(bytes: Uint8Array, sizes?: readonly number[]): Promise<number[]> {
  return [...(await collectSamples((await open(bytes, sizes)).frames()))];
}

const DATA = chunk("data", Buffer.from([0, 0x40, 0, 0xc0, 0, 0x20]));
const SAMPLES = [0.5, -0.5, 0.25];

describe("readWav", () => {
  it("reads the format and the samples", async () => {
    const reader = await open(
      riff(fmt({ channels: 2, sampleRate: 44_100 }), chunk("data", Buffer.alloc(44_100 * 4))),
    );
    expect(reader).toMatchObject({
      encoding: "pcm16",
      sampleRate: 44_100,
      channels: 2,
      bitsPerSample: 16,
      frameCount: 44_100,
      durationSeconds: 1,
    });
    expect((await collectSamples(reader.frames())).length).toBe(88_200);
  });

  it.each(ENCODINGS)("gives the same samples for any chunks: %s", async (encoding) => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 600 }),
        fc.integer({ min: 1, max: 3 }),
        fc
          .array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 5 })
          .filter((all) => all.some((n) => n > 0)),
        async (data, channels, sizes) => {
          const frameBytes = channels * bytesPerSample(encoding);
          const whole = data.subarray(0, data.length - (data.length % frameBytes));
          const file = riff(
            fmt({ tag: TAGS[encoding], channels, bits: 8 * bytesPerSample(encoding) }),
            chunk("data", whole),
          );
          const reader = await open(file, sizes);
          expect(reader.encoding).toBe(encoding);
          expect(reader.frameCount).toBe(whole.length / frameBytes);
          expect(await collectSamples(reader.frames())).toEqual(decodeSamples(whole, encoding));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("reads blocks of whole frames, none large", async () => {
    const samples = Float32Array.from({ length: 300_000 }, (_, i) => (i % 1000) / 1000);
    const reader = await open(
      encodeWav(samples, { sampleRate: 48_000, channels: 3, encoding: "float32" }),
      [100_001],
    );
    const blocks: Float32Array[] = [];
    for await (const block of reader.frames()) blocks.push(block);
    for (const block of blocks) {
      expect(block.length % 3).toBe(0);
      expect(block.byteLength).toBeLessThanOrEqual(65_536);
    }
    const joined = Buffer.concat(blocks.map((block) => new Uint8Array(block.buffer)));
    expect(Buffer.compare(joined, Buffer.from(samples.buffer))).toBe(0);
  });

  it("reads frames as long as they can be", async () => {
    const channels = 32_767;
    const data = Uint8Array.from({ length: 4 * channels }, (_, i) => i % 251);
    const reader = await open(riff(fmt({ channels }), chunk("data", data)), [7000]);
    expect(await collectSamples(reader.frames())).toEqual(decodeSamples(data, "pcm16"));
  });

  it("skips other chunks, with their padding", async () => {
    const file = riff(
      chunk("JUNK", Buffer.alloc(5)),
      fmt(),
      chunk("LIST", Buffer.from("odd")),
      DATA,
      chunk("id3 ", Buffer.alloc(9)),
    );
    expect(await samplesOf(file)).toEqual(SAMPLES);
    expect(await samplesOf(file, [1])).toEqual(SAMPLES);
  });

  it("reads extensible formats", async () => {
    const pcm = fmt({ tag: 0xfffe, extension: extensible(1, 16) });
    expect(await samplesOf(riff(pcm, DATA))).toEqual(SAMPLES);
    const float = fmt({ tag: 0xfffe, bits: 32, extension: extensible(3, 32) });
    expect(
      await samplesOf(riff(float, chunk("data", new Uint8Array(Float32Array.from(SAMPLES).buffer)))),
    ).toEqual(SAMPLES);
    const unknown = fmt({ tag: 0xfffe, extension: extensible(0x55, 16) });
    await expect(open(riff(unknown, DATA))).rejects.toThrow(/byte 12 names the codec 0x0055 with 16 bits/);
    const foreign = extensible(1, 16).fill(0xab, 10);
    await expect(open(riff(fmt({ tag: 0xfffe, extension: foreign }), DATA))).rejects.toThrow(
      /codec 0100abababab/,
    );
    await expect(open(riff(fmt({ tag: 0xfffe }), DATA))).rejects.toThrow(/extensible, but has 16 bytes/);
  });

  it.each([
    ["00000001000000108000", "as a big-endian file should"],
    ["00010000000010008000", "as sox does"],
  ])("reads big-endian extensible formats that name their codec %s, %s", async (start) => {
    const fields = ["fffe", "0001", "00005dc0", "0000bb80", "0002", "0010", "0016", "0010", "00000000"];
    const format = Buffer.from(`${fields.join("")}${start}00aa00389b71`, "hex");
    const chunks = ["WAVEfmt ", uint(4, 40).reverse(), format, "data", uint(4, 2).reverse(), "\x40\0"];
    const body = Buffer.concat(chunks.map((part) => Buffer.from(part)));
    expect(await samplesOf(Buffer.concat([ascii("RIFX"), uint(4, body.length).reverse(), body]))).toEqual([
      0.5,
    ]);
  });

  it("takes bits between two bytes for those of the wider one", async () => {
    const file = riff(fmt({ bits: 20 }), chunk("data", Buffer.from([0, 0, 0x40])));
    expect((await open(file)).encoding).toBe("pcm24");
    expect(await samplesOf(file)).toEqual([0.5]);
  });

  it.each([0, 0x7ffff000, 0x7fffffff, 0x80000000, 0xffffffff - 36, 0xffffffff])(
    "reads to the end where the data states %d bytes",
    async (size) => {
      for (const riffSize of [36, 0, 0xffffffff]) {
        const file = riff(fmt(), chunk("data", DATA.subarray(8), size));
        file.writeUInt32LE(riffSize, 4);
        const reader = await open(file, [3]);
        expect(reader.frameCount).toBeUndefined();
        expect(reader.durationSeconds).toBeUndefined();
        expect([...(await collectSamples(reader.frames()))]).toEqual(SAMPLES);
      }
    },
  );

  it("drops half a frame at the end of data of unknown length", async () => {
    const file = Buffer.concat([riff(fmt(), chunk("data", DATA.subarray(8), 0xffffffff)), Buffer.from([1])]);
    expect(await samplesOf(file)).toEqual(SAMPLES);
  });

  it("knows data without samples from data of unknown length", async () => {
    const alone = await open(riff(fmt(), chunk("data", Buffer.alloc(0))));
    expect(alone.frameCount).toBe(0);
    expect(await collectSamples(alone.frames())).toEqual(new Float32Array(0));
    const followed = await open(riff(fmt(), chunk("data", Buffer.alloc(0)), chunk("LIST", Buffer.alloc(26))));
    expect(followed.frameCount).toBe(0);
    expect(await collectSamples(followed.frames())).toEqual(new Float32Array(0));
  });

  it.each(["RF64", "BW64"])("reads %s", async (id) => {
    const long = (dataBytes: number, size: number): Buffer => {
      const sizes = Buffer.concat([uint(8, 0), uint(8, dataBytes), uint(8, 0), uint(4, 0)]);
      const file = riff(
        chunk("ds64", sizes),
        fmt(),
        chunk("data", DATA.subarray(8), size),
        chunk("LIST", Buffer.alloc(8)),
      );
      file.write(id, "latin1");
      file.writeUInt32LE(0xffffffff, 4);
      return file;
    };
    expect((await open(long(6, 0xffffffff))).frameCount).toBe(3);
    expect(await samplesOf(long(6, 0xffffffff))).toEqual(SAMPLES);
    expect(await samplesOf(long(0, 6))).toEqual(SAMPLES);
    expect((await open(long(6_000_000_000, 0xffffffff))).frameCount).toBe(3_000_000_000);
    expect((await open(long(0, 0xffffffff))).frameCount).toBeUndefined();
  });

  it("gives what a truncated file has, and then says how much is missing", async () => {
    const file = riff(fmt(), DATA).subarray(0, -1);
    for (const sizes of [[1000], [1]]) {
      const got: number[] = [];
      const reading = (async () => {
        for await (const block of (await open(file, sizes)).frames()) got.push(...block);
      })();
      await expect(reading).rejects.toMatchObject({
        name: "AudioFormatError",
        code: "truncated_audio",
        byteOffset: 49,
        message:
          "the WAV file is cut short: it states 6 bytes of samples, but ends at byte 49, 1 bytes too early",
      });
      expect(got).toEqual(SAMPLES.slice(0, 2));
    }
  });

  it.each<[string, Uint8Array, RegExp]>([
    ["nothing", Buffer.alloc(0), /it ends at byte 0; decodeAudio reads other formats$/],
    ["a few bytes", ascii("RIFF"), /it ends at byte 4; decodeAudio reads other formats$/],
    [
      "an MP3",
      Buffer.concat([ascii("ID3\x04"), Buffer.alloc(40)]),
      /at byte 0 there is "ID3\?" .* audio\/mpeg/,
    ],
    [
      "text",
      ascii("hello, this is text"),
      /there is "hell" instead of "RIFF"; decodeAudio reads other formats$/,
    ],
    ["another RIFF file", riff(DATA).fill("AVI ", 8, 12), /"RIFF" with "AVI " at byte 8/],
    ["another RIFX file", riff(DATA).fill("RIFXxxxxMIDI", 0, 12), /"RIFX" with "MIDI" at byte 8/],
    ["no chunks", riff(), /ends at byte 12 without a "fmt" chunk/],
    ["no data", riff(fmt(), chunk("LIST", Buffer.alloc(4))), /ends at byte 48 without a "data" chunk/],
    ["a header that is cut", riff(fmt(), DATA).subarray(0, 30), /byte 12 has 10 bytes/],
    ["data before the format", riff(DATA, fmt()), /chunk "data" at byte 12 comes before/],
    ["a short format", riff(chunk("fmt ", Buffer.alloc(14)), DATA), /byte 12 has 14 bytes, 16 is the least/],
    ["no channels", riff(fmt({ channels: 0 }), DATA), /byte 12 states no channels/],
    ["no rate", riff(fmt({ sampleRate: 0 }), DATA), /sample rate of 0 Hz/],
    ["an absurd rate", riff(fmt({ sampleRate: 768_001 }), DATA), /sample rate of 768001 Hz/],
    [
      "an absurd frame",
      riff(fmt({ bytesPerFrame: 3 }), DATA),
      /3 bytes for a frame of 1 channels of 16 bits/,
    ],
    ["a frame of no bytes", riff(fmt({ bytesPerFrame: 0 }), DATA), /0 bytes for a frame/],
    [
      "an unknown codec",
      riff(fmt({ tag: 0x11, bits: 4 }), DATA),
      /codec 0x0011 with 4 bits .* not supported/,
    ],
    ["PCM of no bits", riff(fmt({ bits: 0 }), DATA), /codec 0x0001 with 0 bits/],
    ["PCM of 64 bits", riff(fmt({ bits: 64 }), DATA), /codec 0x0001 with 64 bits/],
    ["floats of 16 bits", riff(fmt({ tag: 3 }), DATA), /codec 0x0003 with 16 bits/],
    ["mu-law of 16 bits", riff(fmt({ tag: 7 }), DATA), /codec 0x0007 with 16 bits/],
    [
      "a huge chunk before the data",
      riff(fmt(), chunk("LIST", Buffer.alloc(4), 0xffffffff)),
      /"LIST" at byte 36 states/,
    ],
    [
      "a short ds64",
      riff(chunk("ds64", Buffer.alloc(8)), fmt(), DATA).fill("RF64", 0, 4),
      /chunk "ds64" at byte 12 has 8/,
    ],
  ])("refuses %s, and lets go of the source", async (_, bytes, message) => {
    for (const sizes of [[100_000], [1]]) {
      const source = new ChunkedSource(bytes.subarray(0, 2000), sizes);
      const error = await readWav(source).then(
        () => expect.fail("it was read"),
        (reason: unknown) => reason,
      );
      expect(AudioFormatError.isInstance(error)).toBe(true);
      expect(String(error)).toMatch(message);
      expect(String(error)).toContain(`byte ${(error as AudioFormatError).byteOffset}`);
      expect(source.returned + Number(source.ended)).toBe(1);
    }
  });

  it("lets go of the source when iteration stops early, when it ends, and when disposed of", async () => {
    const file = riff(fmt(), DATA, chunk("LIST", Buffer.alloc(100)));
    const stopped = new ChunkedSource(file, [46]);
    for await (const _ of (await readWav(stopped)).frames()) break;
    expect(stopped.returned).toBe(1);

    const read = new ChunkedSource(file, [46]);
    await collectSamples((await readWav(read)).frames());
    expect(read.returned).toBe(1);

    const disposed = new ChunkedSource(file, [46]);
    const reader = await readWav(disposed);
    await reader[Symbol.asyncDispose]();
    await reader[Symbol.asyncDispose]();
    expect(disposed.returned).toBe(1);
  });

  it("passes on what the source throws", async () => {
    const failure = new Error("the line broke");
    async function* broken(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
      yield bytes;
      throw failure;
    }
    const file = riff(fmt(), DATA);
    await expect(readWav(broken(file.subarray(0, 20)))).rejects.toBe(failure);
    const reader = await readWav(broken(file.subarray(0, 46)));
    await expect(collectSamples(reader.frames())).rejects.toBe(failure);
  });

  it("gives its samples once", async () => {
    const reader = await open(riff(fmt(), DATA));
    reader.frames();
    expect(() => reader.frames()).toThrow(expect.objectContaining({ code: "already_read" }));
  });

  it("gives samples or an AudioFormatError, whatever the header is changed to", async () => {
    const file = riff(
      fmt({ tag: 0xfffe, extension: extensible(1, 16) }),
      chunk("LIST", Buffer.alloc(7)),
      DATA,
    );
    const change = fc.record({
      at: fc.nat(file.length - 1),
      value: fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff)),
    });
    let readable = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(change, { minLength: 1, maxLength: 5 }),
        fc.nat(file.length),
        async (changes, cut) => {
          const mutated = Buffer.from(file.subarray(0, file.length - (cut % 3 === 0 ? cut : 0)));
          for (const { at, value } of changes) if (at < mutated.length) mutated[at] = value;
          const source = new ChunkedSource(mutated, [5]);
          try {
            const samples = await collectSamples((await readWav(source)).frames());
            expect(samples.length).toBeLessThanOrEqual(mutated.length);
            readable++;
          } catch (error) {
            if (!AudioFormatError.isInstance(error)) throw error;
            refused++;
          }
          expect(source.returned + Number(source.ended)).toBe(1);
        },
      ),
      { numRuns: 2000 },
    );
    expect(Math.min(readable, refused)).toBeGreaterThan(50);
  });
});
