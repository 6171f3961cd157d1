import { parseJsonObject } from "./json-object.ts";
import { invalidField } from "./session-failure.ts";

/** What the client sends in a live recognition session (contract, section 5). */
export type LiveAsrClientFrame =
  /** The session is as it came, not validated yet. */
  | { readonly type: "transcription_session.update"; readonly session: unknown }
  | {
      readonly type: "input_audio_buffer.append";
      readonly eventId: string | undefined;
      readonly audio: Uint8Array;
    }
  | { readonly type: "input_audio_buffer.commit" };

/**
 * Reads a text frame. Undefined for what is to be ignored: no JSON, or none of the known types.
 *
 * @throws {SessionFailure} for a frame of a known type with a wrong field.
 */
export function parseLiveAsrClientFrame(text: string): LiveAsrClientFrame | undefined {
  const frame = parseJsonObject(text);
  if (frame === undefined) return undefined;
  const { type } = frame;
  switch (type) {
    case "transcription_session.update":
      return { type, session: frame.session };
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
