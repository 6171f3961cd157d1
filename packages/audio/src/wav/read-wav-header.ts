import { AudioFormatError } from "@kotoba/core";
import { type AudioFormat, MAX_SAMPLE_RATE, type SampleEncoding } from "../audio-format.ts";
import type { ByteReader } from "../input/byte-reader.ts";
import { sniffMediaType } from "../input/media-type.ts";

/** What stands before the samples of a WAV file. */
export interface WavHeader extends AudioFormat {
  /** Bits of a sample, as the file states them. */
  readonly bitsPerSample: number;
  /** Bytes of one sample of each channel. */
  readonly bytesPerFrame: number;
  /** Bytes of samples that the file states; `undefined` where it doesn't say, and they go on to the end. */
  readonly dataBytes: number | undefined;
}

type WaveFormat = Omit<WavHeader, "dataBytes">;

/** What a file may carry before its format, and before its samples (pictures, for one): it bounds the search. */
const MAX_BYTES_BEFORE_FORMAT = 1 << 20;
const MAX_BYTES_BEFORE_DATA = 64 << 20;

const EXTENSIBLE = 0xfffe;
/** The identifier of a codec in an extensible format is its tag, followed by this. */
const EXTENSIBLE_SUFFIX = "000000001000800000aa00389b71";

/**
 * Reads everything up to the first sample.
 *
 * @throws AudioFormatError for what is no WAV file, or none that can be read; the message says what was found, and where.
 */
export async function readWavHeader(reader: ByteReader): Promise<WavHeader> {
  const start = await reader.peek(12);
  const container = ascii(start, 0);
  const isLong = container === "RF64" || container === "BW64";
  if ((container !== "RIFF" && !isLong) || ascii(start, 8) !== "WAVE") throw notWav(start);
  const riffEnd = 8 + uint32(start, 4);
  await reader.skip(12);

  let format: WaveFormat | undefined;
  let longDataBytes: number | undefined;
  for (;;) {
    const chunkOffset = reader.offset;
    const head = await reader.read(8);
    if (head.length < 8) {
      const missing = format === undefined ? "fmt" : "data";
      throw badWav(`the WAV file ends at byte ${reader.offset} without a "${missing}" chunk`);
    }
    const id = ascii(head, 0);
    const size = uint32(head, 4);
    if (id === "data") {
      if (format === undefined)
        throw badWav(`a "data" chunk at byte ${chunkOffset} comes before any "fmt" chunk`);
      const stated =
        isLong && size === 0xffffffff ? longDataBytes : await statedLength(reader, size, riffEnd);
      return { ...format, dataBytes: stated };
    }
    if (id === "fmt ") {
      format = parseFormat(await reader.read(Math.min(size, 40)), chunkOffset);
    } else if (id === "ds64" && isLong) {
      longDataBytes = parseLongDataBytes(await reader.read(Math.min(size, 28)), chunkOffset);
    }
    // Chunks are padded to an even length.
    const nextChunk = chunkOffset + 8 + size + (size % 2);
    const limit = format === undefined ? MAX_BYTES_BEFORE_FORMAT : MAX_BYTES_BEFORE_DATA;
    if (nextChunk > limit) {
      throw badWav(`chunk ${quote(id)} at byte ${chunkOffset} states ${size} bytes, too many to skip`);
    }
    await reader.skip(nextChunk - reader.offset);
  }
}

/** What a `data` chunk states about its length. Programs that write to a pipe leave a size there that means nothing. */
async function statedLength(reader: ByteReader, size: number, riffEnd: number): Promise<number | undefined> {
  const isPlaceholder = (size >= 0x7ffff000 && size <= 0x80000000) || size >= 0xfffff000;
  if (isPlaceholder) return undefined;
  if (size > 0) return size;
  // No samples at all: when nothing follows, or another chunk that lies within the file.
  const next = await reader.peek(8);
  const isChunk = /^[ -~]{4}$/.test(ascii(next, 0)) && reader.offset + 8 + uint32(next, 4) <= riffEnd;
  return next.length === 0 || (next.length === 8 && isChunk) ? 0 : undefined;
}

function parseFormat(chunk: Uint8Array, offset: number): WaveFormat {
  const at = `the "fmt" chunk at byte ${offset}`;
  if (chunk.length < 16) throw badWav(`${at} has ${chunk.length} bytes, 16 is the least`);
  let tag = uint16(chunk, 0);
  const channels = uint16(chunk, 2);
  const sampleRate = uint32(chunk, 4);
  const bytesPerFrame = uint16(chunk, 12);
  const bitsPerSample = uint16(chunk, 14);
  if (tag === EXTENSIBLE) {
    if (chunk.length < 40) throw badWav(`${at} is extensible, but has ${chunk.length} bytes instead of 40`);
    if (hex(chunk.subarray(26, 40)) !== EXTENSIBLE_SUFFIX) {
      throw unsupported(`${at} names the codec ${hex(chunk.subarray(24, 40))}`);
    }
    tag = uint16(chunk, 24);
  }
  if (channels === 0) throw badWav(`${at} states no channels`);
  if (sampleRate === 0 || sampleRate > MAX_SAMPLE_RATE) {
    throw badWav(`${at} states a sample rate of ${sampleRate} Hz; it must be from 1 to ${MAX_SAMPLE_RATE}`);
  }
  const encoding = encodingOf(tag, bitsPerSample);
  if (encoding === undefined) {
    const codec = tag.toString(16).padStart(4, "0");
    throw unsupported(`${at} names the codec 0x${codec} with ${bitsPerSample} bits a sample`);
  }
  if (bytesPerFrame !== channels * Math.ceil(bitsPerSample / 8)) {
    throw badWav(
      `${at} states ${bytesPerFrame} bytes for a frame of ${channels} channels of ${bitsPerSample} bits`,
    );
  }
  return { encoding, sampleRate, channels, bitsPerSample, bytesPerFrame };
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
function parseLongDataBytes(chunk: Uint8Array, offset: number): number | undefined {
  if (chunk.length < 16) {
    throw badWav(`the "ds64" chunk at byte ${offset} has ${chunk.length} bytes, 28 is the least`);
  }
  const bytes = uint32(chunk, 8) + uint32(chunk, 12) * 2 ** 32;
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

function notWav(start: Uint8Array): AudioFormatError {
  const container = ascii(start, 0);
  if (container === "RIFX") return unsupported('big-endian "RIFX" at byte 0');
  if (start.length < 12) return badWav(`not a WAV file: it ends at byte ${start.length}`);
  if (container === "RIFF") {
    return badWav(`not a WAV file: a RIFF file with ${quote(ascii(start, 8))} at byte 8 instead of "WAVE"`);
  }
  const mediaType = sniffMediaType(start);
  const looksLike = mediaType === undefined ? "" : `, which looks like ${mediaType}`;
  return badWav(`not a WAV file: at byte 0 there is ${quote(container)} instead of "RIFF"${looksLike}`);
}

function badWav(message: string): AudioFormatError {
  return new AudioFormatError(message, { code: "bad_audio" });
}

function unsupported(found: string): AudioFormatError {
  return new AudioFormatError(`${found}, which is not supported; convert the file to PCM`, {
    code: "unsupported_audio",
  });
}

/** The four characters at `at`, fewer at the end. */
function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

/** Text of a file, fit for a message. */
function quote(text: string): string {
  return JSON.stringify(text.replace(/[^ -~]/g, "?"));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function uint16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
}

function uint32(bytes: Uint8Array, at: number): number {
  return uint16(bytes, at) + uint16(bytes, at + 2) * 65536;
}
