import { type LiveAudioServerFrame, newEventId } from "./live-audio-server-frames.ts";
import type { VoiceSession } from "./voice-session.ts";

/** What an utterance was, and became: an addition of the emulator, which clients of the contract ignore. */
export interface TranslatedUtterance {
  readonly source: string;
  /** Parts that are not translated stand between 「 and 」. */
  readonly target: string;
  readonly is_complete: boolean;
}

/** What the server sends in a session that translates speech (contract, sections 7 and 8). */
export type LiveS2stServerFrame =
  | LiveAudioServerFrame
  | {
      readonly type: "session.capabilities";
      readonly supports_binary_audio: boolean;
      readonly supports_opus_codec: boolean;
    }
  | { readonly event_id: string; readonly type: "voice_session.created" }
  | { readonly event_id: string; readonly type: "voice_session.updated"; readonly session: VoiceSession }
  | {
      readonly type: "conversation.item.input_audio_transcription.text.delta";
      readonly item_id: string;
      readonly delta: string;
    }
  | {
      readonly type: "conversation.item.input_audio_transcription.audio.delta";
      readonly item_id: string;
      readonly delta: string;
      readonly emulator?: TranslatedUtterance;
    };

/** What is possible beyond the minimum: nothing. */
export function sessionCapabilities(): LiveS2stServerFrame {
  return { type: "session.capabilities", supports_binary_audio: false, supports_opus_codec: false };
}

/** The greeting. */
export function voiceSessionCreated(): LiveS2stServerFrame {
  return { event_id: newEventId(), type: "voice_session.created" };
}

/** Audio is accepted from here. */
export function voiceSessionUpdated(session: VoiceSession): LiveS2stServerFrame {
  return { event_id: newEventId(), type: "voice_session.updated", session };
}

/** Text to be appended to all text before, of whichever item. */
export function textDelta(itemId: string, delta: string): LiveS2stServerFrame {
  return { type: "conversation.item.input_audio_transcription.text.delta", item_id: itemId, delta };
}

/** The next translated speech; the utterance comes with the first of its own. */
export function audioDelta(
  itemId: string,
  speech: Uint8Array,
  utterance: TranslatedUtterance | undefined,
): LiveS2stServerFrame {
  const delta = Buffer.from(speech.buffer, speech.byteOffset, speech.byteLength).toString("base64");
  return {
    type: "conversation.item.input_audio_transcription.audio.delta",
    item_id: itemId,
    delta,
    ...(utterance === undefined ? {} : { emulator: utterance }),
  };
}
