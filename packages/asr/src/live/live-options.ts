import { type LiveAudioFormat, type LiveAudioSettings, MAX_SAMPLE_RATE } from "@kotoba/audio";
import { ConfigurationError, type SessionOptions } from "@kotoba/core";
import type { StylePreference } from "../upload-options.ts";

/** When a turn ends: `false` never before the end; else after so long a silence, in milliseconds from 0. */
export type TurnDetection = false | { readonly silenceDurationMs: number };

/** Options of a live recognition. */
export interface LiveOptions extends SessionOptions {
  /** ISO 639-1 code of the language that is spoken. Default `ja`. */
  readonly language?: string | undefined;
  /**
   * How audio travels: `pcm16`, `float32`, `twilio` (8 kHz mu-law), or `ogg/opus` (chunks are passed on as they are). Default `pcm16`.
   */
  readonly audioFormat?: LiveAudioFormat | undefined;
  /** Samples a second on the wire. Default 24,000; 8000 for `twilio`. */
  readonly sampleRate?: number | undefined;
  /** Samples a second of the chunks, when it is another: they are resampled. Default: `sampleRate`. */
  readonly inputSampleRate?: number | undefined;
  /** When a turn ends. Default: as the service does, after 800 ms of silence. */
  readonly turnDetection?: TurnDetection | undefined;
  /** Words that are likely to come up: names, terms. */
  readonly keywords?: readonly string[] | undefined;
  /** How to write what is heard. */
  readonly stylePreference?: StylePreference | undefined;
}

/** The settings of one live session, checked and complete. */
export interface LiveSettings extends LiveAudioSettings {
  readonly language: string;
  readonly turnDetection: TurnDetection | undefined;
  readonly keywords: readonly string[];
  readonly stylePreference: StylePreference | undefined;
}

const FORMATS: readonly LiveAudioFormat[] = ["pcm16", "float32", "twilio", "ogg/opus"];

/** @throws {ConfigurationError} naming the option that cannot be used. */
export function liveSettings(options: LiveOptions): LiveSettings {
  const { language = "ja", audioFormat = "pcm16", turnDetection, keywords = [], stylePreference } = options;
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
  const silenceDurationMs =
    turnDetection === undefined || turnDetection === false ? 0 : turnDetection?.silenceDurationMs;
  if (!(Number.isFinite(silenceDurationMs) && silenceDurationMs >= 0)) {
    const rule = "must be false or { silenceDurationMs } with a number from 0";
    throw new ConfigurationError(`The option turnDetection ${rule}.`);
  }
  return { language, audioFormat, sampleRate, inputSampleRate, turnDetection, keywords, stylePreference };
}

function requireRate(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0 && value <= MAX_SAMPLE_RATE) return;
  throw new ConfigurationError(
    `The option ${name} must be a whole number of samples a second up to ${MAX_SAMPLE_RATE}, not ${JSON.stringify(value)}.`,
  );
}
