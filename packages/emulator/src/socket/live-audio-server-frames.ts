import type { SessionFailure } from "./session-failure.ts";

/** What the server sends in every session that takes audio (contract, sections 5, 7 and 8). */
export type LiveAudioServerFrame =
  | { readonly event_id: string; readonly type: "conversation.item.created" }
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

/** A turn begins. */
export function itemCreated(): LiveAudioServerFrame {
  return { event_id: newEventId(), type: "conversation.item.created" };
}

/** The end of the session. */
export function audioCommitted(): LiveAudioServerFrame {
  return { event_id: newEventId(), type: "input_audio_buffer.committed" };
}

/** What went wrong; the session is over. */
export function sessionFailed({ code, message, param, closeCode }: SessionFailure): LiveAudioServerFrame {
  const type = closeCode === 1011 ? "server_error" : "invalid_request_error";
  return { type: "error", error: { code, message, type, param } };
}

/** The id of a frame. */
export function newEventId(): string {
  return `event_${crypto.randomUUID()}`;
}
