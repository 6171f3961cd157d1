/** A number read from WebAssembly's variable-length coding, and where the next one begins. */
export interface Leb128 {
  readonly value: number;
  readonly next: number;
}

/** Reads an unsigned LEB128 number of at most 32 bits. */
export function readLeb128(bytes: Uint8Array, at: number): Leb128 {
  let value = 0;
  for (let index = 0; index < 5; index++) {
    const byte = bytes[at + index];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  throw new Error(`No valid LEB128 number at byte ${at}.`);
}

/** Where the LEB128 number at `at` ends, be it signed or not and of any width. */
export function skipLeb128(bytes: Uint8Array, at: number): number {
  let next = at;
  while ((bytes[next] ?? 0) >= 0x80) next++;
  return next + 1;
}

/** The shortest LEB128 coding of an unsigned integer. */
export function writeLeb128(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 0x80;
    rest = Math.floor(rest / 0x80);
    bytes.push(rest > 0 ? low + 0x80 : low);
  } while (rest > 0);
  return bytes;
}
