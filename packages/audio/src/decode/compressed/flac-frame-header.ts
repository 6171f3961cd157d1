import { crc8 } from "./crc.ts";

/** What the start of a FLAC frame tells. */
export interface FlacFrameHeader {
  /** Length of this header. */
  readonly headerBytes: number;
  /** Samples a channel. */
  readonly blockSize: number;
  /** The number of the frame, or where {@link hasSampleNumber} that of its first sample. */
  readonly number: number;
  readonly hasSampleNumber: boolean;
  readonly channels: number;
}

/** The longest header. */
export const MAX_FLAC_HEADER_BYTES = 16;

/** Reads a frame header, the checksum of which is right; `undefined` for other bytes. */
export function parseFlacFrameHeader(bytes: Uint8Array, at = 0): FlacFrameHeader | undefined {
  const header = bytes.subarray(at, at + MAX_FLAC_HEADER_BYTES);
  const [sync = 0, strategy = 0, sizes = 0, layout = 0] = header;
  if (sync !== 0xff || (strategy & 0xfe) !== 0xf8) return undefined;
  const sizeCode = sizes >> 4;
  const rateCode = sizes & 15;
  const channelCode = layout >> 4;
  const bitsCode = (layout >> 1) & 7;
  const isReserved =
    sizeCode === 0 || rateCode === 15 || channelCode > 10 || bitsCode === 3 || (layout & 1) === 1;
  if (isReserved) return undefined;

  const number = parseLongNumber(header.subarray(4));
  if (number === undefined) return undefined;
  let end = 4 + number.bytes;
  const sizeBytes = sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0;
  const statedSize = sizeBytes === 1 ? (header[end] ?? 0) : (header[end] ?? 0) * 256 + (header[end + 1] ?? 0);
  end += sizeBytes + (rateCode === 12 ? 1 : rateCode === 13 || rateCode === 14 ? 2 : 0);
  if (header.length <= end || crc8(header.subarray(0, end)) !== header[end]) return undefined;
  return {
    headerBytes: end + 1,
    blockSize: sizeBytes === 0 ? blockSizeOf(sizeCode) : statedSize + 1,
    number: number.value,
    hasSampleNumber: (strategy & 1) === 1,
    channels: channelCode < 8 ? channelCode + 1 : 2,
  };
}

function blockSizeOf(code: number): number {
  if (code === 1) return 192;
  return code < 6 ? 576 * 2 ** (code - 2) : 2 ** code;
}

/** A number in as many bytes as it needs, in the way of UTF-8, of up to 36 bits. */
function parseLongNumber(bytes: Uint8Array): { value: number; bytes: number } | undefined {
  const first = bytes[0];
  if (first === undefined || first === 0xff) return undefined;
  if (first < 0x80) return { value: first, bytes: 1 };
  const length = Math.clz32(~(first << 24));
  if (length === 1 || bytes.length < length) return undefined;
  let value = first & (0x7f >> length);
  for (const byte of bytes.subarray(1, length)) {
    if ((byte & 0xc0) !== 0x80) return undefined;
    value = value * 64 + (byte & 0x3f);
  }
  return { value, bytes: length };
}
