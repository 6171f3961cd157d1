import { AudioFormatError } from "@kotoba/core";
import type { ByteReader } from "../../input/byte-reader.ts";
import { looksLikeMp3, MP3_LOOK_BYTES } from "./looks-like-mp3.ts";
import {
  isSameStream,
  MP3_HEADER_BYTES,
  type Mp3FrameHeader,
  parseMp3FrameHeader,
} from "./mp3-frame-header.ts";
import { id3Bytes } from "./skip-id3.ts";
import { parseXingHeader } from "./xing-header.ts";

/** One frame of MPEG audio. */
export interface Mp3Frame {
  readonly header: Mp3FrameHeader;
  /** The whole frame. */
  readonly bytes: Uint8Array;
  /** Where it starts. */
  readonly offset: number;
}

/** How far the first frame is looked for. Later on there may be any amount of other bytes between frames. */
const MAX_BYTES_BEFORE_FIRST = 1 << 20;
const SCAN_BYTES = 4096;
/** Enough to know any tag. */
const TAG_BYTES = 32;

/**
 * Finds the frames of an MP3 stream. Tags and damaged bytes between them are skipped: there the next frame counts only if
 * another one follows it. It ends where another stream starts, of another rate or layer, or with a header of its own, as where
 * files were put one behind the other: the reader then stands at its first frame.
 *
 * @throws AudioFormatError `bad_audio` where there is no frame, `truncated_audio` after the last whole frame where the stream
 *   ends within one.
 */
export async function* readMp3Frames(reader: ByteReader): AsyncGenerator<Mp3Frame, void, void> {
  const start = reader.offset;
  let first: Mp3FrameHeader | undefined;
  let isInStep = false;
  for (;;) {
    const bytes = await reader.peek(TAG_BYTES);
    if (bytes.length === 0) break;
    const header = parseMp3FrameHeader(bytes);
    if (first !== undefined && header !== undefined && (await startsAnother(reader, header, first))) return;
    if (header !== undefined && (first === undefined || isSameStream(header, first))) {
      const frame = await reader.peek(header.frameBytes + TAG_BYTES);
      const offset = reader.offset;
      if (frame.length >= header.frameBytes && (isInStep || isFollowed(frame, header))) {
        first ??= header;
        isInStep = true;
        yield { header, bytes: await reader.read(header.frameBytes), offset };
        continue;
      }
      if (isInStep) {
        throw new AudioFormatError(
          `the MP3 stream is cut short: the frame at byte ${offset} has ${header.frameBytes} bytes, but only ${frame.length} follow`,
          { code: "truncated_audio", byteOffset: offset },
        );
      }
    }
    const tag = tagBytes(bytes);
    if (tag === undefined) isInStep = false;
    await reader.skip(tag ?? (await bytesToNextSync(reader)));
    if (first === undefined && tag === undefined && reader.offset - start > MAX_BYTES_BEFORE_FIRST) break;
  }
  if (first === undefined) {
    throw new AudioFormatError(`no frame of MPEG audio is found from byte ${start} to ${reader.offset}`, {
      code: "bad_audio",
      byteOffset: start,
    });
  }
}

/** Whether another stream starts where the reader stands. Three frames in a row are no accident. */
async function startsAnother(
  reader: ByteReader,
  header: Mp3FrameHeader,
  current: Mp3FrameHeader,
): Promise<boolean> {
  if (!isSameStream(header, current)) return looksLikeMp3(await reader.peek(MP3_LOOK_BYTES), 1);
  const bytes = await reader.peek(header.frameBytes + TAG_BYTES);
  const frame = bytes.subarray(0, header.frameBytes);
  const hasHeader = frame.length === header.frameBytes && parseXingHeader(frame, header) !== undefined;
  return hasHeader && isFollowed(bytes, header);
}

/** Whether after a frame there is the end, a tag, or another frame. */
function isFollowed(bytes: Uint8Array, header: Mp3FrameHeader): boolean {
  const rest = bytes.subarray(header.frameBytes);
  if (rest.length < MP3_HEADER_BYTES || tagBytes(rest) !== undefined) return true;
  const next = parseMp3FrameHeader(rest);
  return next !== undefined && isSameStream(next, header);
}

/** The length of a tag that stands among the frames: ID3 (1 and 2) or APE. */
function tagBytes(bytes: Uint8Array): number | undefined {
  const text = String.fromCharCode(...bytes.subarray(0, 8));
  if (text.startsWith("TAG")) return 128;
  if (text === "APETAGEX" && bytes.length >= 32) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const isHeader = (view.getUint32(20, true) & 0x20000000) !== 0;
    // The length leaves out the header; a footer that stands alone is all that is left of its tag.
    return isHeader ? 32 + view.getUint32(12, true) : 32;
  }
  return id3Bytes(bytes);
}

/** How many bytes to skip, 1 at least, to what may be a frame. */
async function bytesToNextSync(reader: ByteReader): Promise<number> {
  const window = await reader.peek(SCAN_BYTES);
  for (let at = window.indexOf(0xff, 1); at !== -1; at = window.indexOf(0xff, at + 1)) {
    const mayBeCut = window.length - at < MP3_HEADER_BYTES;
    if (mayBeCut || parseMp3FrameHeader(window, at) !== undefined) return at;
  }
  return window.length;
}
