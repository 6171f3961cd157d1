import { ConfigurationError } from "@kotoba/core";
import { MAX_SAMPLE_RATE } from "../audio-format.ts";
import type { LiveAudioFormat, LiveAudioSettings } from "./audio-framer.ts";

/** Options of every call that sends live audio. */
export interface LiveAudioOptions {
  /**
   * How audio travels: `pcm16`, `float32`, `twilio` (8 kHz mu-law), or `ogg/opus` (chunks are passed on as they are). Default `pcm16`.
   */
  readonly audioFormat?: LiveAudioFormat | undefined;
  /** Samples a second on the wire. Default 24,000; 8000 for `twilio`. */
  readonly sampleRate?: number | undefined;
  /** Samples a second of the chunks, when it is another: they are resampled. Default: `sampleRate`. */
  readonly inputSampleRate?: number | undefined;
}

const FORMATS: readonly LiveAudioFormat[] = ["pcm16", "float32", "twilio", "ogg/opus"];

/** The options, checked and complete. @throws {ConfigurationError} naming the option that cannot be used. */
export function liveAudioSettings(options: LiveAudioOptions): LiveAudioSettings {
  const { audioFormat = "pcm16" } = options;
  if (!FORMATS.includes(audioFormat)) {
    throw new ConfigurationError(
      `The option audioFormat must be one of ${FORMATS.join(", ")}, not ${JSON.stringify(audioFormat)}.`,
    );
  }
  const { sampleRate = audioFormat === "twilio" ? 8000 : 24_000 } = options;
  const { inputSampleRate = sampleRate } = options;
  requireRate("sampleRate", sampleRate);
  requireRate("inputSampleRate", inputSampleRate);
  if (audioFormat === "ogg/opus" && inputSampleRate !== sampleRate) {
    throw new ConfigurationError(
      "The option inputSampleRate does not go with audioFormat ogg/opus, which is passed on as it is.",
    );
  }
  return { audioFormat, sampleRate, inputSampleRate };
}

function requireRate(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0 && value <= MAX_SAMPLE_RATE) return;
  throw new ConfigurationError(
    `The option ${name} must be a whole number of samples a second up to ${MAX_SAMPLE_RATE}, not ${JSON.stringify(value)}.`,
  );
}
