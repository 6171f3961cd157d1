import {
  type LiveAudioOptions,
  type LiveAudioSettings,
  liveAudioSettings,
  type ResumableOptions,
} from "@kotoba/audio";
import { ConfigurationError, type SessionOptions } from "@kotoba/core";
import type { StylePreference } from "../upload-options.ts";

/** When a turn ends: `false` never before the end; else after so long a silence, in milliseconds from 0. */
export type TurnDetection = false | { readonly silenceDurationMs: number };

/** Options of a live recognition. */
export interface LiveOptions extends SessionOptions, LiveAudioOptions, ResumableOptions {
  /** ISO 639-1 code of the language that is spoken. Default `ja`. */
  readonly language?: string | undefined;
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

/** @throws {ConfigurationError} naming the option that cannot be used. */
export function liveSettings(options: LiveOptions): LiveSettings {
  const { language = "ja", turnDetection, keywords = [], stylePreference } = options;
  const silenceDurationMs =
    turnDetection === undefined || turnDetection === false ? 0 : turnDetection?.silenceDurationMs;
  if (!(Number.isFinite(silenceDurationMs) && silenceDurationMs >= 0)) {
    const rule = "must be false or { silenceDurationMs } with a number from 0";
    throw new ConfigurationError(`The option turnDetection ${rule}.`);
  }
  return { language, turnDetection, keywords, stylePreference, ...liveAudioSettings(options) };
}
