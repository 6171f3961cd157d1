/** The number that 10 bytes at `at` hold as an 80-bit IEEE 754 extended float, big endian: NaN for what is no number. */
export function readExtendedFloat(view: DataView, at: number): number {
  const signAndExponent = view.getUint16(at);
  const exponent = signAndExponent & 0x7fff;
  if (exponent === 0x7fff) return Number.NaN;
  // 64 bits without a hidden one: 32 of them at a time, as 64 would be rounded twice.
  const mantissa = view.getUint32(at + 2) + view.getUint32(at + 6) / 2 ** 32;
  const magnitude = mantissa * 2 ** (exponent - 16383 - 31);
  return signAndExponent & 0x8000 ? -magnitude : magnitude;
}
