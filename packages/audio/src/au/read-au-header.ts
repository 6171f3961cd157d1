import { bytesPerSample, MAX_CHANNELS, MAX_SAMPLE_RATE, type SampleEncoding } from "../audio-format.ts";
import { badAudio, unsupportedAudio } from "../decode/bad-audio.ts";
import { dataView, MAX_BYTES_BEFORE_SAMPLES } from "../decode/chunks.ts";
import type { PcmStream } from "../decode/pcm/pcm-stream.ts";
import type { ByteReader } from "../input/byte-reader.ts";

/** The least that stands before the samples: what is more is an annotation. */
const HEADER_BYTES = 24;

/** By the number that the file gives it; all big endian. */
const ENCODINGS: Readonly<Record<number, SampleEncoding>> = {
  1: "mulaw",
  2: "pcm8",
  3: "pcm16",
  4: "pcm24",
  5: "pcm32",
  6: "float32",
  7: "float64",
  27: "alaw",
};

/**
 * Reads everything up to the first sample of an AU file.
 *
 * @throws AudioFormatError for a broken file, or one that cannot be read; the message says what was found, and where.
 */
export async function readAuHeader(reader: ByteReader): Promise<PcmStream> {
  const header = await reader.read(HEADER_BYTES);
  if (header.length < HEADER_BYTES) {
    throw badAudio(`the AU file ends within its header, at byte ${header.length}`, header.length);
  }
  const view = dataView(header);
  const start = view.getUint32(4);
  const size = view.getUint32(8);
  const code = view.getUint32(12);
  const sampleRate = view.getUint32(16);
  const channels = view.getUint32(20);
  if (start < HEADER_BYTES || start > MAX_BYTES_BEFORE_SAMPLES) {
    throw badAudio(
      `the AU header states at byte 4 that the samples start at ${start}; that must be from ${HEADER_BYTES} to ${MAX_BYTES_BEFORE_SAMPLES}`,
      4,
    );
  }
  const encoding = ENCODINGS[code];
  if (encoding === undefined)
    throw unsupportedAudio(`the AU header names the encoding ${code} at byte 12`, 12);
  if (sampleRate === 0 || sampleRate > MAX_SAMPLE_RATE) {
    throw badAudio(
      `the AU header states at byte 16 a sample rate of ${sampleRate} Hz; it must be from 1 to ${MAX_SAMPLE_RATE}`,
      16,
    );
  }
  if (channels === 0 || channels > MAX_CHANNELS) {
    throw badAudio(
      `the AU header states at byte 20 ${channels} channels; there must be from 1 to ${MAX_CHANNELS}`,
      20,
    );
  }
  await reader.skip(start - HEADER_BYTES);
  if (reader.offset < start) {
    throw badAudio(
      `the AU file ends at byte ${reader.offset}, before its samples, which start at ${start}`,
      reader.offset,
    );
  }
  return {
    container: "au",
    encoding,
    sampleRate,
    channels,
    bigEndian: true,
    signed8: true,
    bitsPerSample: 8 * bytesPerSample(encoding),
    // Either was left there by a program that did not know the length: nothing comes after the samples anyway.
    dataBytes: size === 0 || size === 0xffffffff ? undefined : size,
  };
}
