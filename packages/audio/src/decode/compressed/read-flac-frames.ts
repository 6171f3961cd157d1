import { AudioFormatError } from "@kotoba/core";
import type { ByteReader } from "../../input/byte-reader.ts";
import { fourCharacters } from "../chunks.ts";
import { nextCrc16 } from "./crc.ts";
import { type FlacFrameHeader, MAX_FLAC_HEADER_BYTES, parseFlacFrameHeader } from "./flac-frame-header.ts";
import type { FlacStreamInfo } from "./flac-stream-info.ts";

/** One frame of FLAC, the checksum of which is right. */
export interface FlacFrame {
  readonly bytes: Uint8Array;
  readonly offset: number;
  /** Samples a channel. */
  readonly samples: number;
}

/** How far the first frame is looked for. Later on there may be any amount of damage between frames. */
const MAX_BYTES_BEFORE_FIRST = 1 << 20;
/** How much is looked at to begin with: as a rule a whole frame. */
const WINDOW_BYTES = 32 * 1024;

/**
 * Finds the frames of a FLAC stream, after its metadata. A frame does not tell its length: it ends where its checksum is
 * right and another one starts. Damaged frames are skipped. It ends where another file starts, as where several were put one
 * behind the other: the reader then stands there.
 *
 * @throws AudioFormatError `bad_audio` where there is no frame, `truncated_audio` where the stream ends within a frame, or
 *   before the length that it states.
 */
export async function* readFlacFrames(
  reader: ByteReader,
  info: FlacStreamInfo,
): AsyncGenerator<FlacFrame, void, void> {
  const start = reader.offset;
  let foundAny = false;
  let position = 0;
  for (;;) {
    const offset = reader.offset;
    const bytes = await reader.peek(WINDOW_BYTES);
    if (bytes.length === 0) break;
    const header = frameHeaderAt(bytes, 0, info);
    if (header === undefined) {
      if (isFlacStart(bytes) && foundAny) return;
      await reader.skip(bytesToNextHeader(bytes, info));
      if (!foundAny && reader.offset - start > MAX_BYTES_BEFORE_FIRST) break;
      continue;
    }
    const end =
      (header.hasSampleNumber ? header.number : header.number * info.maxBlockSize) + header.blockSize;
    const isLast = info.frameCount !== undefined && end >= info.frameCount;
    const { length, isWhole } = await findEnd(reader, header, info, isLast);
    const frame = await reader.read(length);
    if (!isWhole) continue;
    foundAny = true;
    position = end;
    yield { bytes: frame, offset, samples: header.blockSize };
  }
  if (!foundAny) {
    throw new AudioFormatError(`no whole FLAC frame is found from byte ${start} to ${reader.offset}`, {
      code: "bad_audio",
      byteOffset: start,
    });
  }
  if (info.frameCount !== undefined && position < info.frameCount) {
    throw cutShort(
      `it states ${info.frameCount} samples a channel, but ends at byte ${reader.offset} with sample ${position}`,
      reader.offset,
    );
  }
}

/** How far the frame goes at which the reader stands, and whether it is whole. */
async function findEnd(
  reader: ByteReader,
  header: FlacFrameHeader,
  info: FlacStreamInfo,
  isLast: boolean,
): Promise<{ length: number; isWhole: boolean }> {
  // No frame is longer than its samples uncompressed, one more bit for a difference of channels, and some bytes around.
  const most = Math.ceil((header.blockSize * info.channels * (info.bitsPerSample + 1)) / 8) + 64;
  let crc = 0;
  let at = 0;
  for (let window = WINDOW_BYTES; ; window *= 2) {
    const bytes = await reader.peek(window);
    const hasEnded = bytes.length < window;
    // Where more bytes may come, a header at the end of these may not be whole.
    const until = hasEnded ? bytes.length : bytes.length - MAX_FLAC_HEADER_BYTES;
    for (; at < until; at++) {
      if (bytes[at] === 0xff && at >= header.headerBytes) {
        const next = frameHeaderAt(bytes, at, info);
        if (next !== undefined && crc === 0) return { length: at, isWhole: true };
        // This can only be the next frame: the one before is damaged.
        if (next !== undefined && next.number > header.number) return { length: at, isWhole: false };
      }
      if (crc === 0 && isFlacStart(bytes, at)) return { length: at, isWhole: true };
      crc = nextCrc16(crc, bytes[at] ?? 0);
    }
    // After the last frame there may be tags, which the decoder leaves alone.
    if (hasEnded && (crc === 0 || (isLast && bytes.length > header.headerBytes)))
      return { length: at, isWhole: true };
    if (at > most) return { length: at, isWhole: false };
    if (hasEnded) throw cutShort(`the frame at byte ${reader.offset} has no end`, reader.offset);
  }
}

/** Whether a FLAC file starts here. */
export function isFlacStart(bytes: Uint8Array, at = 0): boolean {
  return bytes[at] === 0x66 && fourCharacters(bytes, at) === "fLaC";
}

function frameHeaderAt(bytes: Uint8Array, at: number, info: FlacStreamInfo): FlacFrameHeader | undefined {
  const header = parseFlacFrameHeader(bytes, at);
  if (header?.channels !== info.channels || header.blockSize > info.maxBlockSize) return undefined;
  return header;
}

/** How many bytes to skip, 1 at least, to what may be a frame. */
function bytesToNextHeader(bytes: Uint8Array, info: FlacStreamInfo): number {
  for (let at = bytes.indexOf(0xff, 1); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    const mayBeCut = bytes.length - at < MAX_FLAC_HEADER_BYTES;
    if (mayBeCut || frameHeaderAt(bytes, at, info) !== undefined) return at;
  }
  return bytes.length;
}

function cutShort(how: string, byteOffset: number): AudioFormatError {
  return new AudioFormatError(`the FLAC stream is cut short: ${how}`, {
    code: "truncated_audio",
    byteOffset,
  });
}
