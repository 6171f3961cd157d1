import { array, assert, asyncProperty, integer, uint8Array } from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteReader } from "../../input/byte-reader.ts";
import { ChunkedSource } from "../../testing/chunked-source.ts";
import { crc32 } from "./crc.ts";
import { OggPackets } from "./ogg-packets.ts";
import { oggPageBytes, parseOggPage } from "./ogg-page.ts";
import { OggPageWriter } from "./ogg-page-writer.ts";
import { parseOpusHead } from "./opus-head.ts";
import { readOggPages } from "./read-ogg-pages.ts";
import { parseVorbisHead } from "./vorbis-head.ts";

/** The writer's pages, as a file has them: with checksums, and a mark on those that start with the rest of a packet. */
function finished(bytes: Uint8Array): Uint8Array {
  let isContinued = false;
  for (let at = 0; at < bytes.length; ) {
    const page = bytes.subarray(at, at + (oggPageBytes(bytes, at) ?? 1));
    page[5] = (page[5] ?? 0) | (isContinued ? 1 : 0);
    isContinued = page[26 + (page[26] ?? 0)] === 255;
    new DataView(page.buffer, page.byteOffset).setUint32(22, crc32(page), true);
    at += page.length;
  }
  return bytes;
}

async function packetsOf(file: Uint8Array, sizes?: readonly number[]): Promise<Uint8Array[]> {
  const packets = new OggPackets();
  const all: Uint8Array[] = [];
  for await (const page of readOggPages(new ByteReader(new ChunkedSource(file, sizes))))
    all.push(...packets.push(page));
  return all;
}

describe("Ogg pages", () => {
  it("hold the packets that were written to them, whatever their lengths and however the bytes are split", async () => {
    const lengths = array(
      integer({ min: 0, max: 300 }).map((n) => (n === 300 ? 70_000 : n === 299 ? 255 : n)),
      { maxLength: 400 },
    );
    const sizes = array(integer({ min: 1, max: 2000 }), { minLength: 1, maxLength: 5 });
    await assert(
      asyncProperty(
        lengths,
        sizes,
        uint8Array({ maxLength: 20 }),
        async (packetLengths, chunkSizes, garbage) => {
          const packets = packetLengths.map((length, index) => new Uint8Array(length).fill(index));
          const file = finished(new OggPageWriter().write(packets));
          const read = await packetsOf(
            Buffer.concat([file, garbage.filter((byte) => byte !== 0x4f)]),
            chunkSizes,
          );
          expect(read.map(({ length }) => length)).toEqual(packetLengths);
          expect(Buffer.compare(Buffer.concat(read), Buffer.concat(packets))).toBe(0);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("that are damaged are left out, and with them the packets that go through them", async () => {
    const packets = [10, 70_000, 100, 70_000, 20].map((length, index) => new Uint8Array(length).fill(index));
    const file = finished(new OggPageWriter().write(packets));
    const second = oggPageBytes(file) ?? 0;
    file[second + 5000] = 77;
    expect((await packetsOf(file)).map(({ length }) => length)).toEqual([10, 20]);
  });

  it("cannot all be damaged", async () => {
    const page = Uint8Array.from(finished(new OggPageWriter().write([new Uint8Array(5)]))).fill(9, 22, 26);
    const file = Buffer.concat(new Array(1100).fill(page));
    await expect(packetsOf(file)).rejects.toMatchObject({
      code: "bad_audio",
      byteOffset: 1000 * page.length,
    });
  });

  it("that are cut off are an error", async () => {
    const file = finished(new OggPageWriter().write([new Uint8Array(500)]));
    await expect(packetsOf(file.subarray(0, 300))).rejects.toMatchObject({
      code: "truncated_audio",
      byteOffset: 0,
    });
  });

  it("tell the stream and the sample they end with", () => {
    const file = new OggPageWriter().write([new Uint8Array(3)]);
    new DataView(file.buffer).setBigInt64(6, 123_456_789_012n, true);
    new DataView(file.buffer).setUint32(14, 0xdeadbeef, true);
    expect(parseOggPage(finished(file))).toMatchObject({
      serial: 0xdeadbeef,
      granule: 123_456_789_012,
      isFirst: true,
      isLast: false,
    });
    new DataView(file.buffer).setBigInt64(6, -1n, true);
    new DataView(file.buffer).setUint32(22, 0, true);
    expect(parseOggPage(finished(file))?.granule).toBeUndefined();
  });

  it("of one packet may not go on for ever", async () => {
    const file = finished(new OggPageWriter().write([new Uint8Array((16 << 20) + 1)]));
    await expect(packetsOf(file)).rejects.toMatchObject({ code: "bad_audio" });
  });
});

describe("the first packet", () => {
  const OPUS = Uint8Array.of(...Buffer.from("OpusHead"), 1, 2, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0);

  it("of Opus tells the channels and what to skip", () => {
    expect(parseOpusHead(OPUS, 28)).toEqual({ channels: 2, preSkip: 312 });
  });

  it.each<[string, Uint8Array, string]>([
    ["too few bytes", OPUS.subarray(0, 18), "bad_audio"],
    ["another version", OPUS.with(8, 16), "unsupported_audio"],
    ["no channels", OPUS.with(9, 0), "bad_audio"],
    ["channels without a mapping", OPUS.with(9, 3), "bad_audio"],
    ["too many channels", OPUS.with(9, 9), "unsupported_audio"],
  ])("of Opus with %s is refused", (_, head, code) => {
    expect(() => parseOpusHead(head, 28)).toThrow(expect.objectContaining({ code, byteOffset: 28 }));
  });

  const VORBIS = Uint8Array.of(
    1,
    ...Buffer.from("vorbis"),
    0,
    0,
    0,
    0,
    2,
    0x44,
    0xac,
    ...new Uint8Array(14),
    0xb8,
    1,
  );

  it("of Vorbis tells the format", () => {
    expect(parseVorbisHead(VORBIS, 28)).toEqual({ channels: 2, sampleRate: 44_100 });
  });

  it.each<[string, Uint8Array, string]>([
    ["too few bytes", VORBIS.subarray(0, 29), "bad_audio"],
    ["another version", VORBIS.with(7, 1), "bad_audio"],
    ["no channels", VORBIS.with(11, 0), "bad_audio"],
    ["too many channels", VORBIS.with(11, 9), "unsupported_audio"],
    ["no sample rate", VORBIS.with(12, 0).with(13, 0), "bad_audio"],
    ["impossible blocks", VORBIS.with(28, 0x8b), "bad_audio"],
  ])("of Vorbis with %s is refused", (_, head, code) => {
    expect(() => parseVorbisHead(head, 28)).toThrow(expect.objectContaining({ code, byteOffset: 28 }));
  });
});
