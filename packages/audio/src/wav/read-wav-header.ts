import { AudioFormatError } from "@kotoba/core";
import { bytesPerSample, MAX_SAMPLE_RATE, type SampleEncoding } from "../audio-format.ts";
import { badAudio, unsupportedAudio } from "../decode/bad-audio.ts";
import {
  type Chunk,
  dataView,
  fourCharacters,
  isTrulyEmpty,
  readChunk,
  skipChunk,
} from "../decode/chunks.ts";
import type { PcmStream } from "../decode/pcm/pcm-stream.ts";
import { quoteBytes } from "../decode/quote-bytes.ts";
import type { ByteReader } from "../input/byte-reader.ts";
import { sniffMediaType } from "../input/media-type.ts";

type WavFormat = Omit<PcmStream, "dataBytes">;

const EXTENSIBLE = 0xfffe;
/** The identifier of a codec in an extensible format is its tag, followed by this. */
const EXTENSIBLE_SUFFIX = "000000001000800000aa00389b71";
/** The same with its first three numbers big endian, the first of them of 32 bits. sox has this order for none but the tag. */
const BIG_ENDIAN_SUFFIX = "00000010800000aa00389b71";

/**
 * Reads everything up to the first sample.
 *
 * @throws AudioFormatError for what is no WAV file, or none that can be read; the message says what was found, and where.
 */
export async function readWavHeader(reader: ByteReader): Promise<PcmStream> {
  const start = await reader.peek(12);
  const container = fourCharacters(start, 0);
  const isLong = container === "RF64" || container === "BW64";
  const littleEndian = container !== "RIFX";
  if ((container !== "RIFF" && littleEndian && !isLong) || fourCharacters(start, 8) !== "WAVE") {
    throw notWav(start);
  }
  const riffEnd = 8 + dataView(start).getUint32(4, littleEndian);
  await reader.skip(12);

  let format: WavFormat | undefined;
  let longDataBytes: number | undefined;
  for (;;) {
    const chunk = await readChunk(reader, littleEndian);
    if (chunk === undefined) {
      const missing = format === undefined ? "fmt" : "data";
      throw badAudio(
        `the WAV file ends at byte ${reader.offset} without a "${missing}" chunk`,
        reader.offset,
      );
    }
    const { id, size } = chunk;
    if (id === "data") {
      if (format === undefined) throw badAudio(`${chunk.name} comes before any "fmt" chunk`, chunk.offset);
      const isInDs64 = isLong && size === 0xffffffff;
      const dataBytes = isInDs64 ? longDataBytes : await statedLength(reader, size, riffEnd, littleEndian);
      return { ...format, dataBytes };
    }
    if (id === "fmt ") {
      format = parseFormat(await reader.read(Math.min(size, 40)), chunk, littleEndian);
    } else if (id === "ds64" && isLong) {
      longDataBytes = parseLongDataBytes(await reader.read(Math.min(size, 28)), chunk);
    }
    await skipChunk(reader, chunk);
  }
}

/** What a `data` chunk states about its length. Programs that write to a pipe leave a size there that means nothing. */
async function statedLength(
  reader: ByteReader,
  size: number,
  riffEnd: number,
  littleEndian: boolean,
): Promise<number | undefined> {
  const isPlaceholder = (size >= 0x7ffff000 && size <= 0x80000000) || size >= 0xfffff000;
  if (isPlaceholder) return undefined;
  return size > 0 || (await isTrulyEmpty(reader, riffEnd, littleEndian)) ? size : undefined;
}

function parseFormat(content: Uint8Array, { name, offset }: Chunk, littleEndian: boolean): WavFormat {
  if (content.length < 16) throw badAudio(`${name} has ${content.length} bytes, 16 is the least`, offset);
  const view = dataView(content);
  const channels = view.getUint16(2, littleEndian);
  const sampleRate = view.getUint32(4, littleEndian);
  const bytesPerFrame = view.getUint16(12, littleEndian);
  const bitsPerSample = view.getUint16(14, littleEndian);
  let tag = view.getUint16(0, littleEndian);
  if (tag === EXTENSIBLE) {
    if (content.length < 40) {
      throw badAudio(`${name} is extensible, but has ${content.length} bytes instead of 40`, offset);
    }
    const codec = hex(content.subarray(24, 40));
    if (codec.slice(4) === EXTENSIBLE_SUFFIX) {
      tag = view.getUint16(24, littleEndian);
    } else if (!littleEndian && codec.slice(8) === BIG_ENDIAN_SUFFIX) {
      tag = view.getUint32(24);
    } else {
      throw unsupportedAudio(`${name} names the codec ${codec}`, offset);
    }
  }
  if (channels === 0) throw badAudio(`${name} states no channels`, offset);
  if (sampleRate === 0 || sampleRate > MAX_SAMPLE_RATE) {
    throw badAudio(
      `${name} states a sample rate of ${sampleRate} Hz; it must be from 1 to ${MAX_SAMPLE_RATE}`,
      offset,
    );
  }
  const encoding = encodingOf(tag, bitsPerSample);
  if (encoding === undefined) {
    const codec = tag.toString(16).padStart(4, "0");
    throw unsupportedAudio(`${name} names the codec 0x${codec} with ${bitsPerSample} bits a sample`, offset);
  }
  if (bytesPerFrame !== channels * bytesPerSample(encoding)) {
    throw badAudio(
      `${name} states ${bytesPerFrame} bytes for a frame of ${channels} channels of ${bitsPerSample} bits`,
      offset,
    );
  }
  const bigEndian = !littleEndian;
  return { container: "wav", encoding, bigEndian, signed8: false, sampleRate, channels, bitsPerSample };
}

/** PCM of a number of bits between two whole bytes fills the upper bits of the wider one. */
function encodingOf(tag: number, bitsPerSample: number): SampleEncoding | undefined {
  switch (tag) {
    case 1: {
      const byWidth: readonly SampleEncoding[] = ["pcm8", "pcm16", "pcm24", "pcm32"];
      return byWidth[Math.ceil(bitsPerSample / 8) - 1];
    }
    case 3:
      return bitsPerSample === 32 ? "float32" : bitsPerSample === 64 ? "float64" : undefined;
    case 6:
      return bitsPerSample === 8 ? "alaw" : undefined;
    case 7:
      return bitsPerSample === 8 ? "mulaw" : undefined;
    default:
      return undefined;
  }
}

/** The 64-bit length of the data; `undefined` where it is a placeholder. */
function parseLongDataBytes(content: Uint8Array, { name, offset }: Chunk): number | undefined {
  if (content.length < 16) throw badAudio(`${name} has ${content.length} bytes, 28 is the least`, offset);
  const bytes = Number(dataView(content).getBigUint64(8, true));
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

function notWav(start: Uint8Array): AudioFormatError {
  const { length } = start;
  if (length < 12) return notWavError(`not a WAV file: it ends at byte ${length}`, length);
  const container = start.subarray(0, 4);
  if (["RIFF", "RIFX", "RF64", "BW64"].includes(fourCharacters(start, 0))) {
    const content = quoteBytes(start.subarray(8, 12));
    return notWavError(
      `not a WAV file: ${quoteBytes(container)} with ${content} at byte 8 instead of "WAVE"`,
      8,
    );
  }
  const mediaType = sniffMediaType(start);
  const looksLike = mediaType === undefined ? "" : `, which looks like ${mediaType}`;
  return notWavError(
    `not a WAV file: at byte 0 there is ${quoteBytes(container)} instead of "RIFF"${looksLike}`,
    0,
  );
}

/** It may be sound all the same. */
function notWavError(found: string, byteOffset: number): AudioFormatError {
  const message = `${found}; decodeAudio reads other formats`;
  return new AudioFormatError(message, { code: "bad_audio", byteOffset });
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
