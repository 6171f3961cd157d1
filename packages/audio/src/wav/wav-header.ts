import { ConfigurationError } from "@kotoba/core";
import { type AudioFormat, bytesPerSample, MAX_SAMPLE_RATE, type SampleEncoding } from "../audio-format.ts";
import { checkWholeNumber } from "../check-whole-number.ts";

/** How samples are stored in the WAV files that this package writes. */
export interface WavFormat {
  /** Frames a second, in Hz: a whole number from 1 to 768000. */
  readonly sampleRate: number;
  /** Interleaved channels, from 1 to as many as make a frame of 65535 bytes: 32767 as `pcm16`. Defaults to 1. */
  readonly channels?: number | undefined;
  /** How one sample is stored. Defaults to `pcm16`. */
  readonly encoding?: SampleEncoding | undefined;
}

const FORMAT_TAGS: Readonly<Record<SampleEncoding, number>> = {
  pcm8: 1,
  pcm16: 1,
  pcm24: 1,
  pcm32: 1,
  float32: 3,
  float64: 3,
  alaw: 6,
  mulaw: 7,
};
const PCM = 1;
const EXTENSIBLE = 0xfffe;
/** In an extensible format the tag is the beginning of an identifier, which goes on with this. */
const EXTENSIBLE_SUFFIX = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];
/** Where the speakers of a mono and a stereo file stand. Of more channels nobody has said it. */
const FRONT_CENTRE = 0x4;
const FRONT_LEFT_AND_RIGHT = 0x3;

/** Stands for a length that is not known; also for one that 32 bits cannot hold. */
const UNKNOWN_LENGTH = 0xffffffff;

/**
 * The header of a WAV file, to be followed by its samples, and by a zero byte where their bytes are an odd number. It has
 * 44 bytes for `pcm8` and `pcm16`, and 58 for floats and G.711, which state their length in frames too. By the book, PCM of
 * more than 16 bits and anything of more than two channels has an extensible header, of 68 and 80 bytes.
 *
 * For a pipe, whose length is not known, leave out `dataBytes`: the sizes are then 0xFFFFFFFF, which readers take for "to
 * the end". The same is written where there are more than 4 GiB.
 *
 * @throws ConfigurationError for a format that a header cannot state.
 */
export function wavHeader(format: WavFormat, dataBytes?: number): Uint8Array {
  const { sampleRate, channels, encoding } = resolveWavFormat(format);
  const tag = FORMAT_TAGS[encoding];
  const sampleBytes = bytesPerSample(encoding);
  const frameBytes = channels * sampleBytes;
  const isPcm = tag === PCM;
  const isExtensible = channels > 2 || (isPcm && sampleBytes > 2);
  const formatBytes = isExtensible ? 40 : isPcm ? 16 : 18;

  const header = new Uint8Array((isPcm ? 28 : 40) + formatBytes);
  const riffBytes = header.length - 8 + padded(dataBytes ?? UNKNOWN_LENGTH);
  const isKnown = dataBytes !== undefined && riffBytes < UNKNOWN_LENGTH;
  const view = new DataView(header.buffer);
  let at = 0;
  const ascii = (text: string): void => {
    for (const character of text) view.setUint8(at++, character.charCodeAt(0));
  };
  const uint16 = (value: number): void => {
    view.setUint16(at, value, true);
    at += 2;
  };
  const uint32 = (value: number): void => {
    view.setUint32(at, value, true);
    at += 4;
  };

  ascii("RIFF");
  uint32(isKnown ? riffBytes : UNKNOWN_LENGTH);
  ascii("WAVEfmt ");
  uint32(formatBytes);
  uint16(isExtensible ? EXTENSIBLE : tag);
  uint16(channels);
  uint32(sampleRate);
  uint32(Math.min(sampleRate * frameBytes, UNKNOWN_LENGTH));
  uint16(frameBytes);
  uint16(8 * sampleBytes);
  if (isExtensible) {
    uint16(22);
    uint16(8 * sampleBytes);
    uint32(channels === 1 ? FRONT_CENTRE : channels === 2 ? FRONT_LEFT_AND_RIGHT : 0);
    uint16(tag);
    header.set(EXTENSIBLE_SUFFIX, at);
    at += EXTENSIBLE_SUFFIX.length;
  } else if (!isPcm) {
    // An extension, here empty.
    uint16(0);
  }
  if (!isPcm) {
    ascii("fact");
    uint32(4);
    uint32(isKnown ? Math.floor(dataBytes / frameBytes) : UNKNOWN_LENGTH);
  }
  ascii("data");
  uint32(isKnown ? dataBytes : UNKNOWN_LENGTH);
  return header;
}

/** How many bytes a chunk of a WAV file takes: it is padded to an even number. */
export function padded(chunkBytes: number): number {
  return chunkBytes + (chunkBytes % 2);
}

/** Fills in the defaults, and throws a ConfigurationError for what a header cannot state. */
export function resolveWavFormat(format: WavFormat): AudioFormat {
  const { sampleRate, channels = 1, encoding = "pcm16" } = format;
  if (!Object.hasOwn(FORMAT_TAGS, encoding)) {
    throw new ConfigurationError(
      `encoding must be one of ${Object.keys(FORMAT_TAGS).join(", ")}, not ${JSON.stringify(encoding)}`,
    );
  }
  checkWholeNumber("sampleRate", sampleRate, MAX_SAMPLE_RATE);
  checkWholeNumber("channels", channels, Math.floor(0xffff / bytesPerSample(encoding)));
  return { sampleRate, channels, encoding };
}
