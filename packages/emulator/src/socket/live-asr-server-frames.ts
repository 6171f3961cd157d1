import { type LiveAudioServerFrame, newEventId } from "./live-audio-server-frames.ts";
import type { TranscriptionSession } from "./transcription-session.ts";

/** What the server sends in a live recognition session (contract, sections 5 and 8). */
export type LiveAsrServerFrame =
  | LiveAudioServerFrame
  | { readonly event_id: string; readonly type: "transcription_session.created" }
  | {
      readonly event_id: string;
      readonly type: "transcription_session.updated";
      readonly session: TranscriptionSession;
    }
  | {
      readonly type: "conversation.item.input_audio_transcription.delta";
      readonly item_id: string;
      readonly delta: string;
    }
  | {
      readonly type: "conversation.item.input_audio_transcription.completed";
      readonly item_id: string;
      readonly transcript: string;
    };

/** The greeting. */
export function sessionCreated(): LiveAsrServerFrame {
  return { event_id: newEventId(), type: "transcription_session.created" };
}

/** Audio is accepted from here. */
export function sessionUpdated(session: TranscriptionSession): LiveAsrServerFrame {
  return { event_id: newEventId(), type: "transcription_session.updated", session };
}

/** Text to be appended to that of the turn; empty: 80 ms of silence. */
export function transcriptionDelta(itemId: string, delta: string): LiveAsrServerFrame {
  return { type: "conversation.item.input_audio_transcription.delta", item_id: itemId, delta };
}

/** The whole text of a turn. */
export function transcriptionCompleted(itemId: string, transcript: string): LiveAsrServerFrame {
  return { type: "conversation.item.input_audio_transcription.completed", item_id: itemId, transcript };
}
