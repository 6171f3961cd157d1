import { type JsonObject, parseJsonObject } from "./json-object.ts";
import { invalidField } from "./session-failure.ts";

/** What the client sends in a session that takes audio (contract, sections 5 and 7). */
export type LiveAudioClientFrame =
  /** The settings are as they came, not validated yet. */
  | { readonly type: "update"; readonly frame: JsonObject }
  | {
      readonly type: "input_audio_buffer.append";
      readonly eventId: string | undefined;
      readonly audio: Uint8Array;
    }
  | { readonly type: "input_audio_buffer.commit" };

/**
 * Reads a text frame. Undefined for what is to be ignored: no JSON, or none of the known types.
 *
 * @param updateType - The type of the frame that has the session's settings.
 * @throws {SessionFailure} for a frame of a known type with a wrong field.
 */
export function parseLiveAudioClientFrame(
  text: string,
  updateType: string,
): LiveAudioClientFrame | undefined {
  const frame = parseJsonObject(text);
  if (frame === undefined) return undefined;
  const { type } = frame;
  switch (type) {
    case updateType:
      return { type: "update", frame };
    case "input_audio_buffer.append":
      return { type, eventId: eventId(frame.event_id), audio: audioBytes(frame.audio) };
    case "input_audio_buffer.commit":
      return { type };
    default:
      return undefined;
  }
}

function eventId(value: unknown): string | undefined {
  if (value === undefined || typeof value === "string") return value;
  throw invalidField("event_id", "a string");
}

function audioBytes(value: unknown): Uint8Array {
  // Checked first: Buffer.from skips what is no base64.
  if (typeof value === "string" && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value)) {
    return Buffer.from(value, "base64");
  }
  throw invalidField("audio", "base64");
}
