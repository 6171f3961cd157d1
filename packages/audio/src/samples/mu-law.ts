/*
 * G.711 mu-law: a sign, an exponent of three bits and a mantissa of four, all inverted. The magnitude, of 14-bit samples,
 * is coded with a bias of 33 added, so that its highest bit gives the exponent and the four bits below it the mantissa.
 */
const BIAS = 33;
const CLIP = 8158;

let encoded: Uint8Array | undefined;
let decoded: Int16Array | undefined;

/** Codes 16-bit samples as G.711 mu-law, a byte a sample. */
export function int16ToMuLaw(samples: Int16Array): Uint8Array {
  encoded ??= Uint8Array.from({ length: 1 << 14 }, (_, index) => encode((index << 18) >> 18));
  const result = new Uint8Array(samples.length);
  for (let i = 0; i < samples.length; i++) {
    result[i] = encoded[((samples[i] as number) >> 2) & 0x3fff] as number;
  }
  return result;
}

/** Decodes G.711 mu-law to 16-bit samples, from -32124 to 32124. */
export function muLawToInt16(bytes: Uint8Array): Int16Array {
  decoded ??= Int16Array.from({ length: 256 }, (_, code) => decode(code));
  const result = new Int16Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) result[i] = decoded[bytes[i] as number] as number;
  return result;
}

/** Codes one sample of 14 bits. */
function encode(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(sample < 0 ? ~sample : sample, CLIP) + BIAS;
  const exponent = 26 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 1)) & 0xf;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

/** Decodes one code to a sample of 16 bits. */
function decode(code: number): number {
  const bits = ~code;
  const exponent = (bits >> 4) & 7;
  const magnitude = ((2 * (bits & 0xf) + BIAS) << exponent) - BIAS;
  return 4 * (bits & 0x80 ? -magnitude : magnitude);
}
