import type { ByteReader } from "../input/byte-reader.ts";
import { badAudio } from "./bad-audio.ts";
import { quoteBytes } from "./quote-bytes.ts";

/** The head of a chunk, of which RIFF and IFF files consist. */
export interface Chunk {
  readonly id: string;
  /** Length of its content, in bytes, as it states it. */
  readonly size: number;
  /** Where its head stands: its content is 8 bytes further. */
  readonly offset: number;
  /** `chunk "id" at byte n`, for messages. */
  readonly name: string;
}

/** What may come before the samples (pictures, for one): it bounds the search for them. */
export const MAX_BYTES_BEFORE_SAMPLES: number = 64 << 20;

/** Reads the head of a chunk. `undefined` where the file ends. */
export async function readChunk(reader: ByteReader, littleEndian: boolean): Promise<Chunk | undefined> {
  const { offset } = reader;
  const head = await reader.read(8);
  if (head.length < 8) return undefined;
  const id = fourCharacters(head, 0);
  const size = dataView(head).getUint32(4, littleEndian);
  return { id, size, offset, name: `chunk ${quoteBytes(head.subarray(0, 4))} at byte ${offset}` };
}

/** Skips what is not read yet of a chunk, and its padding to an even length. */
export async function skipChunk(reader: ByteReader, { size, offset, name }: Chunk): Promise<void> {
  const end = offset + 8 + size + (size % 2);
  if (end > MAX_BYTES_BEFORE_SAMPLES) {
    throw badAudio(`${name} states ${size} bytes, too many to come before the samples`, offset);
  }
  await reader.skip(end - reader.offset);
}

/**
 * Whether a chunk of samples that states no bytes has none: nothing follows, or another chunk that lies within the file.
 * Otherwise its size was never filled in, as in a recording that was piped or broken off.
 */
export async function isTrulyEmpty(
  reader: ByteReader,
  fileEnd: number,
  littleEndian: boolean,
): Promise<boolean> {
  const next = await reader.peek(8);
  if (next.length < 8) return next.length === 0;
  const isId = /^[ -~]{4}$/.test(fourCharacters(next, 0));
  return isId && reader.offset + 8 + dataView(next).getUint32(4, littleEndian) <= fileEnd;
}

/** The four characters at `at`, fewer at the end. */
export function fourCharacters(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** A view of bytes at any offset. */
export function dataView(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
