import { crc32 } from "./crc.ts";

/** One page of an Ogg file: parts of packets of one of its streams. */
export interface OggPage {
  /** Which stream it belongs to. */
  readonly serial: number;
  readonly sequence: number;
  /** How many samples of its stream are complete with this page; `undefined` where no packet ends in it. */
  readonly granule: number | undefined;
  /** Whether it starts with the rest of a packet. */
  readonly isContinued: boolean;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** Lengths of its segments: a packet ends with one of less than 255 bytes. */
  readonly segments: Uint8Array;
  /** What the segments hold. */
  readonly body: Uint8Array;
}

/** The page header without the lengths of the segments. */
export const OGG_HEADER_BYTES = 27;
export const MAX_OGG_PAGE_BYTES = 65307;

const NO_CHECKSUM = new Uint8Array(4);

/** The length of the page that starts at `at`; `undefined` where none does, or its header is not whole. */
export function oggPageBytes(bytes: Uint8Array, at = 0): number | undefined {
  const [o, g, gg, s, version] = bytes.subarray(at, at + 5);
  if (o !== 0x4f || g !== 0x67 || gg !== 0x67 || s !== 0x53 || version !== 0) return undefined;
  const segments = bytes.subarray(at + OGG_HEADER_BYTES).subarray(0, bytes[at + OGG_HEADER_BYTES - 1] ?? 0);
  if (bytes.length < at + OGG_HEADER_BYTES || segments.length < (bytes[at + OGG_HEADER_BYTES - 1] ?? 0))
    return undefined;
  return OGG_HEADER_BYTES + segments.length + segments.reduce((sum, length) => sum + length, 0);
}

/** Reads a whole page, of the length that {@link oggPageBytes} tells; `undefined` where its checksum is wrong. */
export function parseOggPage(page: Uint8Array): OggPage | undefined {
  const view = new DataView(page.buffer, page.byteOffset, page.byteLength);
  const crc = crc32(page.subarray(26), crc32(NO_CHECKSUM, crc32(page.subarray(0, 22))));
  if (crc !== view.getUint32(22, true)) return undefined;
  const flags = view.getUint8(5);
  const granule = view.getBigInt64(6, true);
  const bodyOffset = OGG_HEADER_BYTES + view.getUint8(26);
  return {
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    granule: granule < 0n || granule > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : Number(granule),
    isContinued: (flags & 1) !== 0,
    isFirst: (flags & 2) !== 0,
    isLast: (flags & 4) !== 0,
    segments: page.subarray(OGG_HEADER_BYTES, bodyOffset),
    body: page.subarray(bodyOffset),
  };
}

/** Where the next page may start, from `from` on; the end where none does. */
export function indexOfOggPage(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0x4f, from); at !== -1; at = bytes.indexOf(0x4f, at + 1)) {
    const rest = bytes.subarray(at, at + 4);
    if ("OggS".startsWith(String.fromCharCode(...rest))) return at;
  }
  return bytes.length;
}
