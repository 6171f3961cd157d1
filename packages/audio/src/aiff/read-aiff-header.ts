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
import { readExtendedFloat } from "./extended-float.ts";

type AiffFormat = Omit<PcmStream, "dataBytes">;

const PCM_BY_WIDTH: readonly SampleEncoding[] = ["pcm8", "pcm16", "pcm24", "pcm32"];

/** What AIFF-C calls the encodings whose width is in the name. The others are in {@link storageOf}. */
const FIXED_ENCODINGS: Readonly<Record<string, SampleEncoding>> = {
  in24: "pcm24",
  in32: "pcm32",
  fl32: "float32",
  FL32: "float32",
  fl64: "float64",
  FL64: "float64",
  alaw: "alaw",
  ALAW: "alaw",
  ulaw: "mulaw",
  ULAW: "mulaw",
};

/**
 * Reads everything up to the first sample of an AIFF or AIFF-C file. Its format (`COMM`) must come before its samples
 * (`SSND`), as in what programs write: the bytes may be a stream.
 *
 * @throws AudioFormatError for a broken file, or one that cannot be read; the message says what was found, and where.
 */
export async function readAiffHeader(reader: ByteReader): Promise<PcmStream> {
  const start = await reader.read(12);
  const fileEnd = 8 + dataView(start).getUint32(4);
  const isCompressed = fourCharacters(start, 8) === "AIFC";
  let format: AiffFormat | undefined;
  for (;;) {
    const chunk = await readChunk(reader, false);
    if (chunk === undefined) {
      const missing = format === undefined ? "COMM" : "SSND";
      throw badAudio(
        `the AIFF file ends at byte ${reader.offset} without a "${missing}" chunk`,
        reader.offset,
      );
    }
    if (chunk.id === "SSND") {
      if (format !== undefined)
        return { ...format, dataBytes: await startOfSamples(reader, chunk, fileEnd, format) };
      throw unsupportedAudio(`${chunk.name} comes before any "COMM" chunk`, chunk.offset);
    }
    if (chunk.id === "COMM") {
      format = parseFormat(await reader.read(Math.min(chunk.size, 22)), chunk, isCompressed);
    }
    await skipChunk(reader, chunk);
  }
}

/** Goes to the first sample, and tells how many bytes of them the chunk states. */
async function startOfSamples(
  reader: ByteReader,
  { size, name, offset }: Chunk,
  fileEnd: number,
  format: AiffFormat,
): Promise<number | undefined> {
  const head = await reader.read(8);
  if (head.length < 8) {
    throw badAudio(`the AIFF file ends at byte ${reader.offset}, before its samples`, reader.offset);
  }
  const skipped = dataView(head).getUint32(0);
  const isUnknown = await isPlaceholder(reader, size, fileEnd, format);
  if (!isUnknown && size < 8 + skipped) {
    throw badAudio(`${name} states ${size} bytes, of which ${8 + skipped} come before the samples`, offset);
  }
  await reader.skip(skipped);
  return isUnknown ? undefined : size - 8 - skipped;
}

/** Programs that write to a pipe leave a size there that means nothing: none, the largest, or a little under 2^31. */
async function isPlaceholder(
  reader: ByteReader,
  size: number,
  fileEnd: number,
  { channels, encoding }: AiffFormat,
): Promise<boolean> {
  if (size === 0) return true;
  if (size === 8) return !(await isTrulyEmpty(reader, fileEnd, false));
  const largest = 0x7f000000;
  const samples = size - 8;
  return (
    size >= 0xfffff000 || (samples <= largest && samples > largest - channels * bytesPerSample(encoding))
  );
}

function parseFormat(content: Uint8Array, { name, offset }: Chunk, isCompressed: boolean): AiffFormat {
  const least = isCompressed ? 22 : 18;
  if (content.length < least)
    throw badAudio(`${name} has ${content.length} bytes, ${least} is the least`, offset);
  const view = dataView(content);
  const channels = view.getUint16(0);
  const bits = view.getUint16(6);
  // Old Macintosh rates such as 22254.54… Hz are no whole numbers.
  const sampleRate = Math.round(readExtendedFloat(view, 8));
  if (channels === 0) throw badAudio(`${name} states no channels`, offset);
  if (!(sampleRate >= 1 && sampleRate <= MAX_SAMPLE_RATE)) {
    throw badAudio(
      `${name} states a sample rate of ${sampleRate} Hz; it must be from 1 to ${MAX_SAMPLE_RATE}`,
      offset,
    );
  }
  const compression = isCompressed ? fourCharacters(content, 18) : "NONE";
  const storage = storageOf(compression, bits);
  if (storage === undefined) {
    const code = isCompressed ? `the compression ${quoteBytes(content.subarray(18, 22))} with ` : "";
    throw unsupportedAudio(`${name} names ${code}${bits} bits a sample`, offset);
  }
  return { container: "aiff", sampleRate, channels, signed8: true, bigEndian: true, ...storage };
}

/** How samples are stored, where that is not big endian and signed. `undefined` for what is not known. */
function storageOf(
  compression: string,
  bits: number,
): (Pick<PcmStream, "encoding" | "bitsPerSample"> & Partial<PcmStream>) | undefined {
  // PCM of a number of bits between two whole bytes fills the upper bits of the wider one.
  const pcm = PCM_BY_WIDTH[Math.ceil(bits / 8) - 1];
  switch (compression) {
    case "NONE":
    case "twos":
      return pcm && { encoding: pcm, bitsPerSample: bits };
    case "sowt":
      return pcm && { encoding: pcm, bitsPerSample: bits, bigEndian: false };
    case "raw ":
      return pcm === "pcm8" ? { encoding: pcm, bitsPerSample: bits, signed8: false } : undefined;
    default: {
      const encoding = FIXED_ENCODINGS[compression];
      return encoding && { encoding, bitsPerSample: 8 * bytesPerSample(encoding) };
    }
  }
}
