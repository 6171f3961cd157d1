import type { AudioSource } from "../../input/audio-source.ts";
import { ByteReader } from "../../input/byte-reader.ts";
import type { OggCodec } from "./ogg-codec.ts";
import { indexOfOggPage, MAX_OGG_PAGE_BYTES, type OggPage, oggPageBytes, parseOggPage } from "./ogg-page.ts";
import { readOggPages } from "./read-ogg-pages.ts";

/** Contains a whole page. */
const END_BYTES = 2 * MAX_OGG_PAGE_BYTES;

/**
 * Samples a channel of a stream in an Ogg file, before any are left out at the start. `undefined` where the file is chained,
 * or starts in the middle of a broadcast: then only decoding can tell.
 */
export async function oggSampleCount(
  source: AudioSource,
  reader: ByteReader,
  codec: OggCodec,
  serial: number,
): Promise<number | undefined> {
  if (source.readEnd === undefined) return (await readCount(reader, codec, serial))?.last;
  const again = new ByteReader(source.stream());
  try {
    const isFromZero = (await readCount(again, codec, serial, 1)) !== undefined;
    return isFromZero ? lastGranule(await source.readEnd(END_BYTES), serial) : undefined;
  } finally {
    await again.release();
  }
}

/** The sample numbers of all pages, or of the first `limit` ones that have one. */
async function readCount(
  reader: ByteReader,
  codec: OggCodec,
  serial: number,
  limit = Number.POSITIVE_INFINITY,
): Promise<{ readonly last: number } | undefined> {
  let last: number | undefined;
  let count = 0;
  let hasAudio = false;
  for await (const page of readOggPages(reader)) {
    if (page.isFirst && hasAudio) return undefined;
    if (page.serial !== serial || page.granule === undefined || page.granule === 0) continue;
    if (!hasAudio && page.granule > mostSamples(page, codec)) return undefined;
    hasAudio = true;
    last = page.granule;
    if (++count >= limit) break;
  }
  return { last: last ?? 0 };
}

/** As many samples as a page can hold. */
function mostSamples({ segments }: OggPage, codec: OggCodec): number {
  return segments.filter((length) => length < 255).length * codec.maxPacketSamples;
}

/** The last sample number among the last bytes of a file. */
function lastGranule(end: Uint8Array, serial: number): number | undefined {
  let last: number | undefined;
  for (let at = indexOfOggPage(end, 0); at < end.length; ) {
    const length = oggPageBytes(end, at);
    const page =
      length === undefined || at + length > end.length
        ? undefined
        : parseOggPage(end.subarray(at, at + length));
    if (length === undefined || page === undefined) {
      at = indexOfOggPage(end, at + 1);
      continue;
    }
    if (page.isFirst && last !== undefined) return undefined;
    if (page.serial === serial) last = page.granule ?? last;
    at += length;
  }
  return last;
}
