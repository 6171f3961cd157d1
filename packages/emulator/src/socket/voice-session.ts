import { type InputAudioSettings, parseInputAudioSettings } from "./input-audio-settings.ts";
import type { JsonObject } from "./json-object.ts";
import { invalidField } from "./session-failure.ts";
import { languageField, objectField } from "./session-fields.ts";

const OBJECT = "realtime.voice_session";
const DEVICE_TYPES: readonly unknown[] = ["speaker", "headphones", "unknown"];

/** The settings of a session that translates speech (contract, section 7), all defaults filled in. */
export interface VoiceSession extends InputAudioSettings {
  readonly object: typeof OBJECT;
  /** From which language to which. */
  readonly input_audio_transcription: { readonly language: string; readonly target_language: string };
  readonly turn_detection: false;
  /** In tokens of the service's model. */
  readonly delay?: number;
}

/**
 * Reads a `voice_session.update`.
 *
 * @param defaultLanguage - Taken to be spoken when the client does not say.
 * @throws {SessionFailure} for the first field that is wrong.
 */
export function parseVoiceSession(update: JsonObject, defaultLanguage: string): VoiceSession {
  checkClient(update);
  const session = objectField("session", update.session);
  const { object = OBJECT, turn_detection, delay } = session;
  if (object !== OBJECT) throw invalidField("session.object", `"${OBJECT}"`);
  if (turn_detection !== false) throw invalidField("session.turn_detection", "false");
  if (delay !== undefined && !isDelay(delay)) throw invalidField("session.delay", "a whole number from 0 up");
  return {
    object,
    ...parseInputAudioSettings(session),
    input_audio_transcription: languages(session.input_audio_transcription, defaultLanguage),
    turn_detection,
    ...(delay === undefined ? {} : { delay }),
  };
}

/** What the client says of itself has no effect here, but must be what the contract has. */
function checkClient(update: JsonObject): void {
  for (const name of ["client_supports_binary_audio", "client_supports_opus_codec"]) {
    const value = update[name];
    if (value !== undefined && typeof value !== "boolean") throw invalidField(name, "true or false");
  }
  if (update.output_device === undefined) return;
  const { name, type } = objectField("output_device", update.output_device);
  if (name !== undefined && typeof name !== "string") throw invalidField("output_device.name", "a string");
  if (type !== undefined && !DEVICE_TYPES.includes(type)) {
    throw invalidField("output_device.type", '"speaker", "headphones" or "unknown"');
  }
}

function isDelay(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0;
}

function languages(value: unknown, defaultLanguage: string): VoiceSession["input_audio_transcription"] {
  const path = "session.input_audio_transcription";
  const settings = objectField(path, value);
  return {
    language: languageField(`${path}.language`, settings.language, defaultLanguage),
    target_language: languageField(`${path}.target_language`, settings.target_language),
  };
}
