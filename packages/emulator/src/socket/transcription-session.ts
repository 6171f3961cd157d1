import { isJsonObject, type JsonObject } from "./json-object.ts";
import { invalidField, SessionFailure } from "./session-failure.ts";

/** How long a pause ends a turn when the client does not say. */
export const DEFAULT_SILENCE_MS = 800;

const AUDIO_FORMATS = ["pcm16", "float32", "twilio"] as const;
const DEFAULT_SAMPLE_RATE = 24_000;
/** Telephone lines have but one rate. */
const TWILIO_SAMPLE_RATE = 8000;
const SAMPLE_RATES: Range = { least: 8000, most: 192_000 };
const CHANNELS: Range = { least: 1, most: 8 };

interface Range {
  readonly least: number;
  readonly most: number;
}

/** How the samples of a live session are stored; `twilio` is 8 kHz mu-law. */
export type LiveAudioFormat = (typeof AUDIO_FORMATS)[number];

/** What is spoken, and how it is to be written. The emulator's engines make nothing of the optional fields. */
export interface TranscriptionSettings {
  readonly language: string;
  readonly target_language: string;
  readonly keywords?: readonly string[];
  readonly style_preference?: { readonly human_name?: "kana" };
}

/** The settings of a live session (contract, section 5), all defaults filled in. */
export interface TranscriptionSession {
  readonly object: "realtime.transcription_session";
  readonly input_audio_format: LiveAudioFormat;
  readonly input_audio_sample_rate: number;
  readonly input_audio_number_of_channels: number;
  readonly input_audio_transcription: TranscriptionSettings;
  readonly turn_detection: false | { readonly type: "server_vad"; readonly silence_duration_ms: number };
}

/**
 * Reads the `session` of a `transcription_session.update`.
 *
 * @param defaultLanguage - Taken to be spoken when the client does not say.
 * @throws {SessionFailure} for the first field that is wrong.
 */
export function parseTranscriptionSession(value: unknown, defaultLanguage: string): TranscriptionSession {
  const session = objectField("session", value);
  const format = audioFormat(session.input_audio_format);
  return {
    object: "realtime.transcription_session",
    input_audio_format: format,
    input_audio_sample_rate: sampleRate(session.input_audio_sample_rate, format),
    input_audio_number_of_channels: channelCount(session.input_audio_number_of_channels),
    input_audio_transcription: transcriptionSettings(session.input_audio_transcription, defaultLanguage),
    turn_detection: turnDetection(session.turn_detection),
  };
}

function audioFormat(value: unknown = "pcm16"): LiveAudioFormat {
  const param = "session.input_audio_format";
  const format = AUDIO_FORMATS.find((known) => known === value);
  if (format !== undefined) return format;
  if (value === "ogg/opus") {
    const message = "ogg/opus is not supported by the emulator: send pcm16, float32 or twilio.";
    throw new SessionFailure("invalid_parameters", message, param);
  }
  throw invalidField(param, '"pcm16", "float32", "twilio" or "ogg/opus"');
}

function sampleRate(value: unknown, format: LiveAudioFormat): number {
  const param = "session.input_audio_sample_rate";
  if (format !== "twilio") return wholeNumber(param, value, DEFAULT_SAMPLE_RATE, SAMPLE_RATES);
  if (value === undefined || value === TWILIO_SAMPLE_RATE) return TWILIO_SAMPLE_RATE;
  throw invalidField(param, `${TWILIO_SAMPLE_RATE} for twilio`);
}

function channelCount(value: unknown): number {
  return wholeNumber("session.input_audio_number_of_channels", value, 1, CHANNELS);
}

function transcriptionSettings(value: unknown, defaultLanguage: string): TranscriptionSettings {
  const path = "session.input_audio_transcription";
  const settings = objectField(path, value);
  const language = languageField(`${path}.language`, settings.language, defaultLanguage);
  const target = languageField(`${path}.target_language`, settings.target_language, language);
  if (target !== language) throw invalidField(`${path}.target_language`, "the spoken language");
  const { keywords, style_preference } = settings;
  return {
    language,
    target_language: target,
    ...(keywords === undefined ? {} : { keywords: keywordList(`${path}.keywords`, keywords) }),
    ...(style_preference === undefined
      ? {}
      : { style_preference: stylePreference(`${path}.style_preference`, style_preference) }),
  };
}

function languageField(param: string, value: unknown, preset: string): string {
  if (value === undefined) return preset;
  if (typeof value === "string" && value !== "") return value;
  throw invalidField(param, "a language code (ISO 639-1)");
}

function keywordList(param: string, value: unknown): readonly string[] {
  if (Array.isArray(value) && value.every((keyword) => typeof keyword === "string")) return value;
  throw invalidField(param, "a list of strings");
}

function stylePreference(param: string, value: unknown): { readonly human_name?: "kana" } {
  const { human_name } = objectField(param, value);
  if (human_name === undefined) return {};
  if (human_name === "kana") return { human_name };
  throw invalidField(`${param}.human_name`, '"kana"');
}

function turnDetection(value: unknown): TranscriptionSession["turn_detection"] {
  if (value === undefined) return { type: "server_vad", silence_duration_ms: DEFAULT_SILENCE_MS };
  if (value === false) return false;
  const path = "session.turn_detection";
  if (!isJsonObject(value)) throw invalidField(path, "false or an object");
  const { type, silence_duration_ms = DEFAULT_SILENCE_MS } = value;
  if (type !== "server_vad") throw invalidField(`${path}.type`, '"server_vad"');
  if (typeof silence_duration_ms === "number" && silence_duration_ms >= 0 && silence_duration_ms < Infinity) {
    return { type, silence_duration_ms };
  }
  throw invalidField(`${path}.silence_duration_ms`, "a number from 0 up");
}

function wholeNumber(param: string, value: unknown, preset: number, { least, most }: Range): number {
  if (value === undefined) return preset;
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalidField(param, `a whole number from ${least} to ${most}`);
}

function objectField(param: string, value: unknown): JsonObject {
  if (isJsonObject(value)) return value;
  throw invalidField(param, "an object");
}
