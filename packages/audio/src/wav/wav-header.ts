import { ConfigurationError } from "@kotoba/core";
import { bytesPerSample, MAX_SAMPLE_RATE } from "../audio-format.ts";

/** How samples are stored in the WAV files that this package writes. */
export interface WavFormat {
  /** Frames a second, in Hz: a whole number from 1 to 768000. */
  readonly sampleRate: number;
  /** Interleaved channels: 1 to 32767 as `pcm16`, 1 to 16383 as `float32`. Defaults to 1. */
  readonly channels?: number | undefined;
  /** `pcm16` or `float32`. Defaults to `pcm16`. */
  readonly encoding?: "pcm16" | "float32" | undefined;
}

/** Stands for a length that is not known; also for one that 32 bits cannot hold. */
const UNKNOWN_LENGTH = 0xffffffff;

/**
 * The header of a WAV file, to be followed by its samples: 44 bytes for `pcm16`, 58 for `float32`. For a pipe, whose length
 * is not known, leave out `dataBytes`: the sizes are then 0xFFFFFFFF, which readers take for "to the end". The same is
 * written where there are more than 4 GiB.
 *
 * @throws ConfigurationError for a format that a header cannot state.
 */
export function wavHeader(format: WavFormat, dataBytes?: number): Uint8Array {
  const { sampleRate, channels, encoding } = resolveWavFormat(format);
  const isFloat = encoding === "float32";
  const sampleBytes = bytesPerSample(encoding);
  const frameBytes = channels * sampleBytes;

  const header = new Uint8Array(isFloat ? 58 : 44);
  const riffBytes = header.length - 8 + (dataBytes ?? UNKNOWN_LENGTH);
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
  uint32(isFloat ? 18 : 16);
  uint16(isFloat ? 3 : 1);
  uint16(channels);
  uint32(sampleRate);
  uint32(Math.min(sampleRate * frameBytes, UNKNOWN_LENGTH));
  uint16(frameBytes);
  uint16(8 * sampleBytes);
  if (isFloat) {
    // What is not PCM has an extension, here empty, and states its length in frames.
    uint16(0);
    ascii("fact");
    uint32(4);
    uint32(isKnown ? Math.floor(dataBytes / frameBytes) : UNKNOWN_LENGTH);
  }
  ascii("data");
  uint32(isKnown ? dataBytes : UNKNOWN_LENGTH);
  return header;
}

/** Fills in the defaults, and throws a ConfigurationError for what a header cannot state. */
export function resolveWavFormat(format: WavFormat): {
  sampleRate: number;
  channels: number;
  encoding: "pcm16" | "float32";
} {
  const { sampleRate, channels = 1, encoding = "pcm16" } = format;
  if (!Number.isInteger(sampleRate) || sampleRate < 1 || sampleRate > MAX_SAMPLE_RATE) {
    throw new ConfigurationError(
      `sampleRate must be a whole number from 1 to ${MAX_SAMPLE_RATE}, not ${sampleRate}`,
    );
  }
  if (encoding !== "pcm16" && encoding !== "float32") {
    throw new ConfigurationError(`encoding must be "pcm16" or "float32", not ${JSON.stringify(encoding)}`);
  }
  const maxChannels = Math.floor(0xffff / bytesPerSample(encoding));
  if (!Number.isInteger(channels) || channels < 1 || channels > maxChannels) {
    throw new ConfigurationError(`channels must be a whole number from 1 to ${maxChannels}, not ${channels}`);
  }
  return { sampleRate, channels, encoding };
}
