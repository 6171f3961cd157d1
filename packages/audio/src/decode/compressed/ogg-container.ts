import { AudioFormatError } from "@kotoba/core";
import type { ByteReader } from "../../input/byte-reader.ts";
import type { AudioFrames } from "../audio-decoder.ts";
import type { AudioInfo } from "../audio-info.ts";
import type { ProbedContainer } from "../container.ts";
import { openWithFfmpeg } from "../ffmpeg/open-with-ffmpeg.ts";
import { probeWithFfmpeg } from "../ffmpeg/probe-with-ffmpeg.ts";
import { compressedDecoder } from "./compressed-decoder.ts";
import { type OggCodec, oggCodecName, oggCodecOf } from "./ogg-codec.ts";
import { OggLink } from "./ogg-link.ts";
import { MAX_OGG_PAGE_BYTES, OGG_HEADER_BYTES, oggPageBytes, parseOggPage } from "./ogg-page.ts";
import { oggSampleCount } from "./ogg-sample-count.ts";
import { type LoadPackage, loadDecoderClass, loadPackage } from "./optional-package.ts";
import { type OggPageAt, readOggPages } from "./read-ogg-pages.ts";
import { WasmDecoder } from "./wasm-decoder.ts";
import { openWithoutPackage } from "./without-package.ts";

/** Ogg with Opus, Vorbis or FLAC. Of several streams side by side, as in a video, the first of these is read. */
export function oggContainer(load: LoadPackage = loadPackage): ProbedContainer {
  return {
    async open(input) {
      const start = await findStream(input.reader);
      if ("unknown" in start) return await openWithFfmpeg(input, `Ogg with the codec ${start.unknown}`);
      const decoderClass = await loadDecoderClass(start.codec.decoder, load);
      if (decoderClass === undefined) {
        const format = `Ogg with the codec ${start.codec.name}`;
        return await openWithoutPackage(input, format, start.codec.decoder, requireWholePages);
      }
      const { source, reader } = input;
      const count =
        source.readEnd !== undefined
          ? await oggSampleCount(source, reader, start.codec, start.page.serial)
          : undefined;
      return compressedDecoder(infoOf(start, count), input.reader, () =>
        decode(input.reader, start.page.serial, load),
      );
    },
    async probe(input) {
      const start = await findStream(input.reader);
      if ("unknown" in start) return await probeWithFfmpeg(input, `Ogg with the codec ${start.unknown}`);
      return infoOf(start, await oggSampleCount(input.source, input.reader, start.codec, start.page.serial));
    },
  };
}

/** The first stream that can be read. */
interface OggStart {
  readonly codec: OggCodec;
  readonly page: OggPageAt;
}

/** All streams of a file start in its first pages, which are short. */
const MAX_START_BYTES = MAX_OGG_PAGE_BYTES;

/** Looks at the first pages without reading them. */
async function findStream(reader: ByteReader): Promise<OggStart | { readonly unknown: string }> {
  let unknown: string | undefined;
  for (let offset = 0; offset < MAX_START_BYTES; ) {
    const header = await reader.peek(offset + OGG_HEADER_BYTES);
    const start = await reader.peek(offset + OGG_HEADER_BYTES + (header[offset + OGG_HEADER_BYTES - 1] ?? 0));
    const length = oggPageBytes(start, offset);
    if (length === undefined) break;
    const page = parseOggPage((await reader.peek(offset + length)).subarray(offset));
    if (page === undefined || !page.isFirst) break;
    const codec = oggCodecOf(page.body);
    if (codec !== undefined) return { codec, page: { ...page, offset } };
    unknown ??= oggCodecName(page.body);
    offset += length;
  }
  if (unknown !== undefined) return { unknown };
  throw new AudioFormatError("the first page of the Ogg file, at byte 0, is damaged", {
    code: "bad_audio",
    byteOffset: 0,
  });
}

/** An Ogg file states no length, but where it is cut, that is as a rule within a page: reading that fails. */
async function requireWholePages(reader: ByteReader): Promise<undefined> {
  const pages = readOggPages(reader);
  while (!(await pages.next()).done);
}

/** What the first page tells. */
function infoOf({ codec, page }: OggStart, sampleCount: number | undefined): AudioInfo {
  const { sampleRate, channels, bitsPerSample, preSkip } = codec.parseHead(page.body, page.offset);
  const frameCount = sampleCount === undefined ? undefined : Math.max(0, sampleCount - preSkip);
  return {
    container: "ogg",
    codec: codec.name,
    sampleRate,
    channels,
    bitsPerSample,
    frameCount,
    durationSeconds: frameCount === undefined ? undefined : frameCount / sampleRate,
  };
}

async function* decode(
  reader: ByteReader,
  serial: number,
  load: LoadPackage,
): AsyncGenerator<AudioFrames, void, void> {
  let link: OggLink | undefined;
  try {
    for await (const page of readOggPages(reader)) {
      if (page.isFirst && (link === undefined ? page.serial === serial : link.isOver)) {
        const next = await startLink(page, load);
        link?.free();
        link = next;
      }
      if (page.serial !== link?.serial) continue;
      yield* link.push(page);
    }
    if (link?.isWithinPacket) {
      throw new AudioFormatError(
        `the Ogg file is cut short: it ends at byte ${reader.offset} within a packet`,
        {
          code: "truncated_audio",
          byteOffset: reader.offset,
        },
      );
    }
  } finally {
    link?.free();
  }
}

async function startLink(page: OggPageAt, load: LoadPackage): Promise<OggLink> {
  const codec = oggCodecOf(page.body);
  const decoderClass = codec === undefined ? undefined : await loadDecoderClass(codec.decoder, load);
  if (codec === undefined || decoderClass === undefined) {
    const name = codec?.name ?? oggCodecName(page.body);
    const message = `the Ogg file goes on at byte ${page.offset} with the codec ${name}, which cannot be decoded here`;
    throw new AudioFormatError(message, { code: "unsupported_audio", byteOffset: page.offset });
  }
  // Before the decoder starts, so that nothing is left of it where the header is wrong.
  const head = codec.parseHead(page.body, page.offset);
  return new OggLink(codec, head, await WasmDecoder.start(decoderClass), page.serial);
}
