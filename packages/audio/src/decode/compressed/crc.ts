/** The remainder tables of the checksums that FLAC and Ogg use: no reflection, starting at 0. */
const CRC8 = table(8, 0x07);
const CRC16 = table(16, 0x8005);
const CRC32 = table(32, 0x04c11db7);

/** The checksum of a FLAC frame header. */
export function crc8(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) crc = CRC8[crc ^ byte] ?? 0;
  return crc;
}

/** The checksum of a FLAC frame, continued with one byte. A frame with its checksum gives 0. */
export function nextCrc16(crc: number, byte: number): number {
  return ((crc << 8) & 0xffff) ^ (CRC16[(crc >> 8) ^ byte] ?? 0);
}

/** The checksum of an Ogg page, continued with more bytes. */
export function crc32(bytes: Uint8Array, start = 0): number {
  let crc = start;
  for (const byte of bytes) crc = (crc << 8) ^ (CRC32[(crc >>> 24) ^ byte] ?? 0);
  return crc >>> 0;
}

function table(bits: number, polynomial: number): Uint32Array {
  const top = 2 ** (bits - 1);
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let remainder = byte * 2 ** (bits - 8);
    for (let step = 0; step < 8; step++) {
      const doubled = (remainder * 2) % 2 ** bits;
      remainder = remainder >= top ? (doubled ^ polynomial) >>> 0 : doubled;
    }
    return remainder;
  });
}
