import type { ResumeEvent } from "@kotoba/core";

/** What a live recognition tells, in order (contract, section 5). Tell the events apart by `type`. */
export type AsrEvent =
  | SessionReadyEvent
  | PartialTranscriptEvent
  | FinalTranscriptEvent
  | CommittedEvent
  | ResumeEvent
  | DoneEvent;

/** The service takes audio from here on. Comes first. */
export interface SessionReadyEvent {
  readonly type: "session_ready";
  /** Samples a second on the wire. */
  readonly sampleRate: number;
  /** How the audio travels. */
  readonly audioFormat: string;
  /** The wire frame that caused it. */
  readonly raw: unknown;
}

/** Some more words of the turn that is being spoken: a delta. */
export interface PartialTranscriptEvent {
  readonly type: "partial_transcript";
  /** What came to the turn since its last delta, with the space before it: put it behind those, it replaces none. */
  readonly text: string;
  /** The turn; its deltas and its final text share it. Absent where the service gives none. */
  readonly itemId?: string;
  /** The wire frame that caused it. */
  readonly raw: unknown;
}

/** A turn has ended: what was said between two silences. */
export interface FinalTranscriptEvent {
  readonly type: "final_transcript";
  /** The whole text of the turn. It takes the place of the deltas, from which it may differ. */
  readonly text: string;
  /** The turn, as in its deltas. */
  readonly itemId?: string;
  /** The wire frame that caused it. */
  readonly raw: unknown;
}

/** The service has answered for all the audio that came before the commit. */
export interface CommittedEvent {
  readonly type: "committed";
  /** The wire frame that caused it. */
  readonly raw: unknown;
}

/** The session is complete. Comes last: the iteration ends. */
export interface DoneEvent {
  readonly type: "done";
}
