import type { ByteReader } from "../../input/byte-reader.ts";

const HEADER_BYTES = 10;

/** Skips the ID3v2 tags at the place where the reader stands. */
export async function skipId3(reader: ByteReader): Promise<void> {
  for (;;) {
    const size = id3Bytes(await reader.peek(HEADER_BYTES));
    if (size === undefined) return;
    await reader.skip(size);
  }
}

/** The length of the ID3v2 tag that starts here, or `undefined`. */
export function id3Bytes(start: Uint8Array): number | undefined {
  const [i, d, three, major = 0, minor = 0, flags = 0, ...size] = start.subarray(0, HEADER_BYTES);
  if (i !== 0x49 || d !== 0x44 || three !== 0x33 || major === 0xff || minor === 0xff) return undefined;
  if (size.length < 4 || size.some((byte) => byte > 0x7f)) return undefined;
  const footerBytes = (flags & 0x10) === 0 ? 0 : HEADER_BYTES;
  return HEADER_BYTES + size.reduce((sum, byte) => sum * 128 + byte, 0) + footerBytes;
}
