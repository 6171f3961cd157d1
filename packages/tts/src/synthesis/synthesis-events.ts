import type { ProtocolError } from "@kotoba/core";
import type { TtsAudioFormat } from "../protocol/tts-audio-format.ts";

/** What a synthesis tells, in order (contract, section 6). Tell the events apart by `type`, and the ends of responses by `status`. */
export type TtsEvent = TtsSessionReadyEvent | TtsAudioChunkEvent | TtsDoneEvent | TtsFailedEvent;

/** The service takes text from here on. Comes first. */
export interface TtsSessionReadyEvent {
  readonly type: "session_ready";
  /** Samples a second of the audio that will come. */
  readonly sampleRate: number;
  /** How the audio will come. */
  readonly audioFormat: TtsAudioFormat;
  /** The wire frame that caused it. */
  readonly raw: unknown;
}

/** Some more audio of the response under way. */
export interface TtsAudioChunkEvent {
  readonly type: "audio_chunk";
  /** The audio, in `audioFormat`; mono, in whole samples. May be empty where `isFinal`. Its `buffer` may be larger than it. */
  readonly audio: Uint8Array;
  /** Samples a second. */
  readonly sampleRate: number;
  /** What `audio` holds. */
  readonly audioFormat: TtsAudioFormat;
  /** Whether it is the last of its response. */
  readonly isFinal: boolean;
  /** The response, as in its `done`. */
  readonly responseId: string;
  /** The wire frame that caused it. */
  readonly raw: unknown;
}

/** A response has come to its end. The session goes on with the next. */
export interface TtsDoneEvent {
  readonly type: "done";
  /** `cancelled`: some of its audio is missing, because you cancelled it, or the service did. */
  readonly status: "completed" | "cancelled";
  /** The response. */
  readonly responseId: string;
  /** What it was to speak. */
  readonly text: string;
  /** The wire frame that caused it. */
  readonly raw: unknown;
}

/** The service could not speak a text. The session goes on with the next. */
export interface TtsFailedEvent {
  readonly type: "done";
  readonly status: "failed";
  /** What the service says. */
  readonly error: ProtocolError;
  /** The response. */
  readonly responseId: string;
  /** What it was to speak. */
  readonly text: string;
  /** The wire frame that caused it. */
  readonly raw: unknown;
}
