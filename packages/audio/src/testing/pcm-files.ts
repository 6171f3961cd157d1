import { bytesPerSample, type SampleEncoding } from "../audio-format.ts";

/** What a test file is made of. */
export interface PcmContent {
  /** Samples as this package calls them by their encoding: little endian, 8 bits unsigned. */
  readonly data: Uint8Array;
  readonly sampleRate: number;
  readonly channels: number;
}

/** One way to store samples of one encoding, for tests. */
export interface PcmFileKind {
  readonly name: string;
  readonly container: "wav" | "aiff" | "au";
  readonly encoding: SampleEncoding;
  write(content: PcmContent): Uint8Array;
}

const WAV_TAGS: Readonly<Record<SampleEncoding, number>> = {
  pcm8: 1,
  pcm16: 1,
  pcm24: 1,
  pcm32: 1,
  float32: 3,
  float64: 3,
  alaw: 6,
  mulaw: 7,
};

const AU_CODES: Readonly<Record<SampleEncoding, number>> = {
  mulaw: 1,
  pcm8: 2,
  pcm16: 3,
  pcm24: 4,
  pcm32: 5,
  float32: 6,
  float64: 7,
  alaw: 27,
};

const PCM: readonly SampleEncoding[] = ["pcm8", "pcm16", "pcm24", "pcm32"];

const AIFF_COMPRESSIONS: Readonly<Record<string, readonly SampleEncoding[]>> = {
  NONE: PCM,
  twos: PCM,
  sowt: PCM,
  "raw ": ["pcm8"],
  in24: ["pcm24"],
  in32: ["pcm32"],
  fl32: ["float32"],
  FL32: ["float32"],
  fl64: ["float64"],
  FL64: ["float64"],
  ulaw: ["mulaw"],
  ULAW: ["mulaw"],
  alaw: ["alaw"],
  ALAW: ["alaw"],
};

const ENCODINGS = Object.keys(WAV_TAGS) as SampleEncoding[];

/** Every container with every encoding that it can have. */
export const PCM_FILE_KINDS: readonly PcmFileKind[] = [
  ...(["RIFF", "RIFX", "RF64", "BW64"] as const).flatMap((id) =>
    ENCODINGS.map((encoding) => kind(id, "wav", encoding, (content) => wavFile(content, encoding, id))),
  ),
  ...PCM.map((encoding) => kind("AIFF", "aiff", encoding, (content) => aiffFile(content, encoding))),
  ...Object.entries(AIFF_COMPRESSIONS).flatMap(([code, encodings]) =>
    encodings.map((encoding) =>
      kind(`AIFC ${code}`, "aiff", encoding, (content) => aiffFile(content, encoding, code)),
    ),
  ),
  ...ENCODINGS.map((encoding) => kind("AU", "au", encoding, (content) => auFile(content, encoding))),
];

function kind(
  name: string,
  container: PcmFileKind["container"],
  encoding: SampleEncoding,
  write: PcmFileKind["write"],
): PcmFileKind {
  return { name: `${name} ${encoding}`, container, encoding, write };
}

function wavFile(
  { data, sampleRate, channels }: PcmContent,
  encoding: SampleEncoding,
  id: "RIFF" | "RIFX" | "RF64" | "BW64",
): Uint8Array {
  const isLong = id === "RF64" || id === "BW64";
  const order = id === "RIFX" ? "big" : "little";
  const frameBytes = channels * bytesPerSample(encoding);
  const format = Buffer.concat([
    uint(2, WAV_TAGS[encoding], order),
    uint(2, channels, order),
    uint(4, sampleRate, order),
    uint(4, sampleRate * frameBytes, order),
    uint(2, frameBytes, order),
    uint(2, 8 * bytesPerSample(encoding), order),
  ]);
  const long = Buffer.concat([
    uint(8, 0, order),
    uint(8, data.length, order),
    uint(8, 0, order),
    uint(4, 0, order),
  ]);
  const stored = id === "RIFX" ? reversed(data, bytesPerSample(encoding)) : data;
  const body = Buffer.concat([
    Buffer.from("WAVE"),
    isLong ? chunk("ds64", long, order) : Buffer.alloc(0),
    chunk("fmt ", format, order),
    chunk("data", stored, order, isLong ? 0xffffffff : undefined),
  ]);
  return Buffer.concat([Buffer.from(id), uint(4, isLong ? 0xffffffff : body.length, order), body]);
}

/** AIFF, or AIFF-C where a compression is given. */
export function aiffFile(
  { data, sampleRate, channels }: PcmContent,
  encoding: SampleEncoding,
  compression?: string,
): Uint8Array {
  const width = bytesPerSample(encoding);
  const common = Buffer.concat([
    uint(2, channels, "big"),
    uint(4, data.length / (width * channels), "big"),
    uint(2, 8 * width, "big"),
    extendedFloat(sampleRate),
    compression === undefined ? Buffer.alloc(0) : Buffer.from(`${compression}\0\0`),
  ]);
  const signed = encoding === "pcm8" && compression !== "raw " ? signed8(data) : data;
  const stored = compression === "sowt" ? signed : reversed(signed, width);
  const body = Buffer.concat([
    Buffer.from(compression === undefined ? "AIFF" : "AIFC"),
    compression === undefined ? Buffer.alloc(0) : chunk("FVER", uint(4, 0xa2805140, "big"), "big"),
    chunk("COMM", common, "big"),
    chunk("SSND", Buffer.concat([uint(8, 0, "big"), stored]), "big"),
  ]);
  return Buffer.concat([Buffer.from("FORM"), uint(4, body.length, "big"), body]);
}

/** An AU file with an annotation of any length. */
export function auFile(
  { data, sampleRate, channels }: PcmContent,
  encoding: SampleEncoding,
  annotation: Uint8Array = Buffer.alloc(4),
): Uint8Array {
  const fields = [24 + annotation.length, data.length, AU_CODES[encoding], sampleRate, channels];
  const stored = reversed(encoding === "pcm8" ? signed8(data) : data, bytesPerSample(encoding));
  return Buffer.concat([
    Buffer.from(".snd"),
    ...fields.map((field) => uint(4, field, "big")),
    annotation,
    stored,
  ]);
}

/** A chunk of a RIFF or IFF file, padded to an even length; `size` may lie. */
export function chunk(
  id: string,
  body: Uint8Array,
  order: "big" | "little",
  size: number = body.length,
): Buffer {
  return Buffer.concat([Buffer.from(id), uint(4, size, order), body, Buffer.alloc(body.length % 2)]);
}

/** An unsigned number of so many bytes. */
export function uint(bytes: 2 | 4 | 8, value: number, order: "big" | "little"): Buffer {
  const big = Buffer.alloc(8);
  big.writeBigUInt64BE(BigInt(value));
  const cut = Buffer.from(big.subarray(8 - bytes));
  return order === "big" ? cut : cut.reverse();
}

/** A positive whole number as an 80-bit float. */
function extendedFloat(value: number): Buffer {
  const exponent = Math.floor(Math.log2(value));
  const mantissa = Buffer.alloc(8);
  mantissa.writeBigUInt64BE(BigInt(value) << BigInt(63 - exponent));
  return Buffer.concat([uint(2, 16383 + exponent, "big"), mantissa]);
}

/** A copy with the bytes of each sample the other way round. */
function reversed(data: Uint8Array, width: number): Buffer {
  const copy = Buffer.from(data);
  for (let at = 0; at + width <= copy.length; at += width) copy.subarray(at, at + width).reverse();
  return copy;
}

/** Samples of 8 bits in two's complement. */
function signed8(data: Uint8Array): Uint8Array {
  return data.map((byte) => byte ^ 0x80);
}
