import {
  type LiveAudioOptions,
  type LiveAudioSettings,
  liveAudioSettings,
  type ResumableOptions,
} from "@kotoba/audio";
import { ConfigurationError, type SessionOptions } from "@kotoba/core";

/** What plays the translation. */
export interface OutputDevice {
  /** What the device calls itself. */
  readonly name?: string | undefined;
  /** Where the sound goes: from a `speaker` it may come back into the microphone. */
  readonly type: "speaker" | "headphones" | "unknown";
}

/** Options of a translation. */
export interface S2stOptions extends SessionOptions, LiveAudioOptions, ResumableOptions {
  /** ISO 639-1 code of the language that is spoken. */
  readonly source: string;
  /** ISO 639-1 code of the language to translate into. */
  readonly target: string;
  /**
   * How long the service waits before it speaks, in tokens of its model, from 0: longer makes a better translation, shorter a sooner
   * one. Default: the service's own.
   */
  readonly delay?: number | undefined;
  /** What plays the translation. Default: the service is told nothing. */
  readonly outputDevice?: OutputDevice | undefined;
  /**
   * The device that the API key belongs to: the two then travel as device credentials (HTTP Basic). Visible ASCII characters, and no
   * colon. Default: the key travels by itself.
   */
  readonly deviceId?: string | undefined;
}

/** The settings of one session, checked and complete. */
export interface TranslationSettings extends LiveAudioSettings {
  readonly source: string;
  readonly target: string;
  readonly delay: number | undefined;
  readonly outputDevice: OutputDevice | undefined;
}

const DEVICE_TYPES: readonly unknown[] = ["speaker", "headphones", "unknown"];

/** @throws {ConfigurationError} naming the option that cannot be used. */
export function translationSettings(options: S2stOptions): TranslationSettings {
  const { source, target, delay, outputDevice } = options;
  requireLanguage("source", source);
  requireLanguage("target", target);
  if (delay !== undefined && !(Number.isSafeInteger(delay) && delay >= 0)) {
    throw new ConfigurationError(
      `The option delay must be a whole number of tokens from 0, not ${JSON.stringify(delay)}.`,
    );
  }
  if (outputDevice !== undefined) requireOutputDevice(outputDevice);
  return { source, target, delay, outputDevice, ...liveAudioSettings(options) };
}

function requireLanguage(name: string, value: unknown): void {
  if (typeof value === "string" && value.trim() !== "") return;
  throw new ConfigurationError(
    `The option ${name} must be the code of a language, for example "en", not ${JSON.stringify(value)}.`,
  );
}

function requireOutputDevice(device: OutputDevice | null): void {
  const { name, type } = device ?? {};
  if (DEVICE_TYPES.includes(type) && (name === undefined || typeof name === "string")) return;
  throw new ConfigurationError(
    `The option outputDevice must be { name?, type } with a type of ${DEVICE_TYPES.join(", ")}, not ${JSON.stringify(device)}.`,
  );
}
