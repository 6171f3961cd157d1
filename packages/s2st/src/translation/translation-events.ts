import type { ResumeEvent } from "@kotoba/core";

/** What a translation tells, in order (contract, section 7). Tell the events apart by `type`. */
export type S2stEvent =
  | S2stSessionReadyEvent
  | S2stPartialTranscriptEvent
  | S2stAudioChunkEvent
  | S2stCommittedEvent
  | ResumeEvent
  | S2stDoneEvent;

/** The service takes audio from here on. Comes first. */
export interface S2stSessionReadyEvent {
  readonly type: "session_ready";
  /** Samples a second of the audio that goes out. */
  readonly sampleRate: number;
  /** How the audio that goes out travels. */
  readonly audioFormat: string;
  /** The wire frame that caused it. */
  readonly raw: unknown;
}

/** Some more words: of what was said, or of its translation, as the deployment sees fit. */
export interface S2stPartialTranscriptEvent {
  readonly type: "partial_transcript";
  /** What came since the last delta, with the space before it: put it behind those, it replaces none. */
  readonly text: string;
  /** The wire frame that caused it. */
  readonly raw: unknown;
}

/** Some more of the translated speech. */
export interface S2stAudioChunkEvent {
  readonly type: "audio_chunk";
  /** Whole samples, at least one; mono. */
  readonly audio: Uint8Array;
  /** Samples a second: 24,000. */
  readonly sampleRate: number;
  /** What `audio` holds: 16-bit integers, little endian. */
  readonly audioFormat: "pcm16";
  /** The wire frame that caused it. */
  readonly raw: unknown;
}

/** The service has translated all the audio that came before the commit. */
export interface S2stCommittedEvent {
  readonly type: "committed";
  /** The wire frame that caused it. */
  readonly raw: unknown;
}

/** The session is complete. Comes last: the iteration ends. */
export interface S2stDoneEvent {
  readonly type: "done";
  /** The wire frame that caused it. */
  readonly raw: unknown;
}
