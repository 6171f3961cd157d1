import { type InputAudioSettings, parseInputAudioSettings } from "./input-audio-settings.ts";
import { isJsonObject } from "./json-object.ts";
import { invalidField } from "./session-failure.ts";
import { languageField, objectField } from "./session-fields.ts";

/** How long a pause ends a turn when the client does not say. */
export const DEFAULT_SILENCE_MS = 800;

/** What is spoken, and how it is to be written. The emulator's engines make nothing of the optional fields. */
export interface TranscriptionSettings {
  readonly language: string;
  readonly target_language: string;
  readonly keywords?: readonly string[];
  readonly style_preference?: { readonly human_name?: "kana" };
}

/** The settings of a live session (contract, section 5), all defaults filled in. */
export interface TranscriptionSession extends InputAudioSettings {
  readonly object: "realtime.transcription_session";
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
  return {
    object: "realtime.transcription_session",
    ...parseInputAudioSettings(session),
    input_audio_transcription: transcriptionSettings(session.input_audio_transcription, defaultLanguage),
    turn_detection: turnDetection(session.turn_detection),
  };
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
