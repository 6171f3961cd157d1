import type { SessionFailure } from "./session-failure.ts";
import type { TranscriptionSession } from "./transcription-session.ts";

/** What the server sends in a live recognition session (contract, sections 5 and 8). */
export type LiveAsrServerFrame =
  | { readonly event_id: string; readonly type: "transcription_session.created" }
  | {
      readonly event_id: string;
      readonly type: "transcription_session.updated";
      readonly session: TranscriptionSession;
    }
  | { readonly event_id: string; readonly type: "conversation.item.created" }
  | {
      readonly type: "conversation.item.input_audio_transcription.delta";
      readonly item_id: string;
      readonly delta: string;
    }
  | {
      readonly type: "conversation.item.input_audio_transcription.completed";
      readonly item_id: string;
      readonly transcript: string;
    }
  | { readonly event_id: string; readonly type: "input_audio_buffer.committed" }
  | {
      readonly type: "error";
      readonly error: {
        readonly code: string;
        readonly message: string;
        readonly type: "invalid_request_error" | "server_error";
        readonly param: string | null;
      };
    };

/** The greeting. */
export function sessionCreated(): LiveAsrServerFrame {
  return { event_id: newEventId(), type: "transcription_session.created" };
}

/** Audio is accepted from here. */
export function sessionUpdated(session: TranscriptionSession): LiveAsrServerFrame {
  return { event_id: newEventId(), type: "transcription_session.updated", session };
}

/** A turn begins. */
export function itemCreated(): LiveAsrServerFrame {
  return { event_id: newEventId(), type: "conversation.item.created" };
}

/** Text to be appended to that of the turn; empty: 80 ms of silence. */
export function transcriptionDelta(itemId: string, delta: string): LiveAsrServerFrame {
  return { type: "conversation.item.input_audio_transcription.delta", item_id: itemId, delta };
}

/** The whole text of a turn. */
export function transcriptionCompleted(itemId: string, transcript: string): LiveAsrServerFrame {
  return { type: "conversation.item.input_audio_transcription.completed", item_id: itemId, transcript };
}

/** The end of the session. */
export function audioCommitted(): LiveAsrServerFrame {
  return { event_id: newEventId(), type: "input_audio_buffer.committed" };
}

/** What went wrong; the session is over. */
export function sessionFailed({ code, message, param, closeCode }: SessionFailure): LiveAsrServerFrame {
  const type = closeCode === 1011 ? "server_error" : "invalid_request_error";
  return { type: "error", error: { code, message, type, param } };
}

function newEventId(): string {
  return `event_${crypto.randomUUID()}`;
}
