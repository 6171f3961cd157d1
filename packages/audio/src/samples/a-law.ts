/*
 * G.711 A-law: a sign, an exponent of three bits and a mantissa of four, every other bit inverted. The magnitude is that
 * of 13-bit samples; the two lowest exponents share one step.
 */
const EVEN_BITS = 0x55;

let encoded: Uint8Array | undefined;
let decoded: Int16Array | undefined;

/** Codes 16-bit samples as G.711 A-law, a byte a sample. */
export function int16ToALaw(samples: Int16Array): Uint8Array {
  encoded ??= Uint8Array.from({ length: 1 << 12 }, (_, index) => encode((index << 20) >> 20));
  const result = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    result[i] = encoded[((samples[i] as number) >> 4) & 0xfff] as number;
  }
  return result;
}

/** Decodes G.711 A-law to 16-bit samples, from -32256 to 32256. */
export function aLawToInt16(bytes: Uint8Array): Int16Array {
  decoded ??= Int16Array.from({ length: 256 }, (_, code) => decode(code));
  const result = new Int16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) result[i] = decoded[bytes[i] as number] as number;
  return result;
}

/** Codes one sample, given in steps of the smallest interval: 12 bits with the sign. */
function encode(sample: number): number {
  const sign = sample < 0 ? 0 : 0x80;
  const magnitude = sample < 0 ? ~sample : sample;
  const exponent = Math.max(0, 28 - Math.clz32(magnitude));
  const mantissa = (exponent === 0 ? magnitude : magnitude >> (exponent - 1)) & 0xf;
  return (sign | (exponent << 4) | mantissa) ^ EVEN_BITS;
}

/** Decodes one code to the middle of its interval, a sample of 16 bits. */
function decode(code: number): number {
  const bits = code ^ EVEN_BITS;
  const exponent = (bits >> 4) & 7;
  const mantissa = 2 * (bits & 0xf) + 1;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 32) << (exponent - 1);
  return 8 * (bits & 0x80 ? magnitude : -magnitude);
}
