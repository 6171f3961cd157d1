/** One page of an Ogg stream (RFC 3533). */
export interface OggPage {
  /** Number of the stream. */
  readonly serial: number;
  /** Number of the page within the stream, from 0. */
  readonly sequence: number;
  /** Where its last packet ends, in the units of the codec. */
  readonly position: number;
  /** Whether the stream begins, or ends, with it. */
  readonly edge?: "first" | "last" | undefined;
  /** Whole packets, together less than 65 kB and 255 segments. */
  readonly packets: readonly Uint8Array[];
}

const EDGE_FLAGS = { first: 2, last: 4 } as const;
const HEADER_BYTES = 27;
const CHECKSUM_AT = 22;
const SEGMENT_BYTES = 255;

/** Ogg's checksum of every byte: polynomial 0x04c11db7, highest bit first. */
const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c1_1db7 : crc << 1;
  return crc;
});

/** The bytes of a page. */
export function oggPage({ serial, sequence, position, edge, packets }: OggPage): Uint8Array {
  const segments = packets.flatMap(segmentLengths);
  const header = Buffer.alloc(HEADER_BYTES);
  header.write("OggS");
  header.writeUInt8(edge === undefined ? 0 : EDGE_FLAGS[edge], 5);
  header.writeBigInt64LE(BigInt(position), 6);
  header.writeUInt32LE(serial, 14);
  header.writeUInt32LE(sequence, 18);
  header.writeUInt8(segments.length, 26);
  const page = Buffer.concat([header, Uint8Array.from(segments), ...packets]);
  page.writeUInt32LE(checksum(page), CHECKSUM_AT);
  return page;
}

/** A packet is laced into segments of 255 bytes, and a shorter one, perhaps empty, at its end. */
function segmentLengths({ length }: Uint8Array): number[] {
  return [...Array<number>(Math.floor(length / SEGMENT_BYTES)).fill(SEGMENT_BYTES), length % SEGMENT_BYTES];
}

function checksum(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = (crc << 8) ^ (CRC_TABLE[(crc >>> 24) ^ byte] ?? 0);
  return crc >>> 0;
}
