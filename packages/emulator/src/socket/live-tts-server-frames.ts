import type { SpeechFormat } from "../speech/speech-format.ts";
import type { SessionFailure } from "./session-failure.ts";

/** How a response ended. */
export type ResponseOutcome =
  | { readonly status: "completed" | "cancelled" }
  | { readonly status: "failed"; readonly error: { readonly code: string; readonly message: string } };

/** What the server sends in a synthesis session (contract, sections 6 and 8). */
export type LiveTtsServerFrame =
  | {
      readonly type: "session.created";
      readonly format: SpeechFormat;
      readonly sample_rate: number;
      readonly channels: 1;
      readonly language: string;
      readonly speaker_id: string;
      readonly client_id: string;
    }
  | { readonly type: "response.created"; readonly response: { readonly id: string } }
  | {
      readonly type: "audio.chunk";
      readonly response_id: string;
      readonly audio: string;
      readonly isFinal: boolean;
    }
  | { readonly type: "response.done"; readonly response: { readonly id: string } & ResponseOutcome }
  | { readonly type: "error"; readonly message: string; readonly code: string };

/** A response is worked on. */
export function responseCreated(id: string): LiveTtsServerFrame {
  return { type: "response.created", response: { id } };
}

/** The next audio of a response. */
export function audioChunk(responseId: string, audio: Uint8Array, isFinal: boolean): LiveTtsServerFrame {
  const bytes = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength);
  return { type: "audio.chunk", response_id: responseId, audio: bytes.toString("base64"), isFinal };
}

/** The end of a response. */
export function responseDone(id: string, outcome: ResponseOutcome): LiveTtsServerFrame {
  return { type: "response.done", response: { id, ...outcome } };
}

/** What went wrong; the session is over. */
export function synthesisFailed({ code, message }: SessionFailure): LiveTtsServerFrame {
  return { type: "error", message, code };
}
