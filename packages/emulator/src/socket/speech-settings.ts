import {
  type SpeechFormat,
  sampleRatesOf,
  speechFormat,
  speechFormatNames,
} from "../speech/speech-format.ts";
import type { JsonObject } from "./json-object.ts";
import { invalidField, SessionFailure } from "./session-failure.ts";

const DEFAULT_LANGUAGE = "ja";

/** What the client asks for when it opens a synthesis session (contract, section 6), all defaults but the speaker filled in. */
export interface SpeechSettings {
  readonly language: string;
  readonly speakerId: string | undefined;
  readonly format: SpeechFormat;
  /** In Hz. */
  readonly sampleRate: number;
  /** Whether a voice is to be cloned. */
  readonly hasReference: boolean;
}

/**
 * Reads an `open` frame.
 *
 * @throws {SessionFailure} for the first field that is wrong.
 */
export function parseSpeechSettings(frame: JsonObject): SpeechSettings {
  const { spk_ref_audio_tokens: reference } = frame;
  const language = name("language", frame.language, "a language code (ISO 639-1)") ?? DEFAULT_LANGUAGE;
  const speakerId = name("speaker_id", frame.speaker_id, "the id of a speaker");
  const format = formatField(frame.format);
  return {
    language,
    speakerId,
    format,
    sampleRate: sampleRate(frame.sample_rate, format),
    hasReference: reference !== undefined && reference !== null,
  };
}

function name(param: string, value: unknown, expected: string): string | undefined {
  if (value === undefined || (typeof value === "string" && value !== "")) return value;
  throw invalidField(param, expected);
}

function formatField(value: unknown = "pcm_f32"): SpeechFormat {
  const format = typeof value === "string" ? speechFormat(value) : undefined;
  if (format !== undefined) return format;
  const message = `There is no audio format ${JSON.stringify(value)}: ask for one of ${speechFormatNames().join(", ")}.`;
  throw new SessionFailure("audio_format_not_found", message, "format");
}

function sampleRate(value: unknown, format: SpeechFormat): number {
  const rates = sampleRatesOf(format);
  const rate = value === undefined ? rates[0] : rates.find((known) => known === value);
  if (rate !== undefined) return rate;
  throw invalidField("sample_rate", `${rates.toSorted((a, b) => a - b).join(", ")} for ${format}`);
}
