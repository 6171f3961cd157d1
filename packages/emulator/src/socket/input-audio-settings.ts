import type { JsonObject } from "./json-object.ts";
import { invalidField, SessionFailure } from "./session-failure.ts";
import { type Range, wholeNumberField } from "./session-fields.ts";

const AUDIO_FORMATS = ["pcm16", "float32", "twilio"] as const;
const DEFAULT_SAMPLE_RATE = 24_000;
/** Telephone lines have but one rate. */
const TWILIO_SAMPLE_RATE = 8000;
const SAMPLE_RATES: Range = { least: 8000, most: 192_000 };
const CHANNELS: Range = { least: 1, most: 8 };

/** How the samples of a live session are stored; `twilio` is 8 kHz mu-law. */
export type LiveAudioFormat = (typeof AUDIO_FORMATS)[number];

/** The audio that a client sends in a live session (contract, sections 5 and 7). */
export interface InputAudioSettings {
  readonly input_audio_format: LiveAudioFormat;
  /** In Hz. */
  readonly input_audio_sample_rate: number;
  readonly input_audio_number_of_channels: number;
}

/**
 * Reads the `input_audio_*` fields of a `session`, all defaults filled in.
 *
 * @throws {SessionFailure} for the first field that is wrong.
 */
export function parseInputAudioSettings(session: JsonObject): InputAudioSettings {
  const format = audioFormat(session.input_audio_format);
  return {
    input_audio_format: format,
    input_audio_sample_rate: sampleRate(session.input_audio_sample_rate, format),
    input_audio_number_of_channels: channelCount(session.input_audio_number_of_channels),
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
  if (format !== "twilio") return wholeNumberField(param, value, DEFAULT_SAMPLE_RATE, SAMPLE_RATES);
  if (value === undefined || value === TWILIO_SAMPLE_RATE) return TWILIO_SAMPLE_RATE;
  throw invalidField(param, `${TWILIO_SAMPLE_RATE} for twilio`);
}

function channelCount(value: unknown): number {
  return wholeNumberField("session.input_audio_number_of_channels", value, 1, CHANNELS);
}
