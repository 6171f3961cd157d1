/** 20 ms of silence, mono. */
const SILENT_PACKET: Uint8Array = Uint8Array.of(0xf8, 0xff, 0xfe);
const PACKET_GRANULES = 960;
const BEGIN = 2;
const END = 4;
const NO_POSITION = 0xffff_ffff_ffff_ffffn;

/** For tests: an Ogg Opus stream of so many silent packets of 20 ms, five a page, of which a decoder leaves out `preSkip` granules. */
export function oggOpusStream(packets: number, preSkip = 312): Uint8Array {
  const head = Buffer.alloc(19);
  head.write("OpusHead");
  head.writeUInt8(1, 8);
  head.writeUInt8(1, 9);
  head.writeUInt16LE(preSkip, 10);
  head.writeUInt32LE(24_000, 12);
  const tags = Buffer.alloc(16);
  tags.write("OpusTags");
  const pages = [page(0, BEGIN, 0n, [head]), page(1, 0, 0n, [tags])];
  for (let packet = 0; packet < packets; packet += 5) {
    const count = Math.min(5, packets - packet);
    const position = BigInt((packet + count) * PACKET_GRANULES);
    const flags = packet + count === packets ? END : 0;
    pages.push(page(pages.length, flags, position, new Array(count).fill(SILENT_PACKET)));
  }
  return Buffer.concat(pages);
}

/** For tests: a page that ends no packet. */
export function unfinishedPage(bodyBytes: number): Uint8Array {
  return page(2, 0, NO_POSITION, [new Uint8Array(bodyBytes)]);
}

function page(number: number, flags: number, position: bigint, packets: readonly Uint8Array[]): Buffer {
  const header = Buffer.alloc(27 + packets.length);
  header.write("OggS");
  header.writeUInt8(flags, 5);
  header.writeBigUInt64LE(position, 6);
  header.writeUInt32LE(7, 14);
  header.writeUInt32LE(number, 18);
  header.writeUInt8(packets.length, 26);
  packets.forEach((packet, index) => {
    header.writeUInt8(packet.length, 27 + index);
  });
  const all = Buffer.concat([header, ...packets]);
  all.writeUInt32LE(checksum(all), 22);
  return all;
}

/** The CRC of Ogg (RFC 3533, section 6): polynomial 0x04c11db7, from 0, not reflected. */
function checksum(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}
