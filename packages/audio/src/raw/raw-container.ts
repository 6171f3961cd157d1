import { ConfigurationError } from "@kotoba/core";
import {
  type AudioFormat,
  bytesPerSample,
  isSampleEncoding,
  MAX_CHANNELS,
  MAX_SAMPLE_RATE,
} from "../audio-format.ts";
import { checkWholeNumber } from "../check-whole-number.ts";
import type { Container } from "../decode/container.ts";
import { pcmContainer } from "../decode/pcm/pcm-container.ts";

/**
 * Samples without any header.
 *
 * @throws ConfigurationError for a format that cannot be.
 */
export function rawContainer(format: AudioFormat): Container {
  const { encoding, sampleRate, channels } = format;
  if (!isSampleEncoding(encoding)) {
    throw new ConfigurationError(
      `raw.encoding must be a SampleEncoding such as "pcm16", not ${JSON.stringify(encoding)}`,
    );
  }
  checkWholeNumber("raw.sampleRate", sampleRate, MAX_SAMPLE_RATE);
  checkWholeNumber("raw.channels", channels, MAX_CHANNELS);
  return pcmContainer(async () => ({
    container: "raw",
    encoding,
    sampleRate,
    channels,
    bigEndian: false,
    signed8: false,
    bitsPerSample: 8 * bytesPerSample(encoding),
    dataBytes: undefined,
  }));
}
