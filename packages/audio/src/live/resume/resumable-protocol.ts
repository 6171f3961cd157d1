import type { Gap, SessionProtocol } from "@kotoba/core";

/** A stretch of the session's audio, in seconds from its first. */
export interface AudioStretch {
  /** Where it begins. */
  readonly startSeconds: number;
  /** Where it ends. */
  readonly endSeconds: number;
}

/** The audio of a session over all its connections, as a protocol sees it. Times are seconds from the first audio. */
export interface AudioTimeline {
  /** How far the audio has gone out on the present connection. */
  readonly sentSeconds: number;
  /** How far a service has come in it that hears it twice as fast as it is spoken, as soon as it has gone out. */
  readonly heardSeconds: number;
  /** Whether it goes out as it is spoken, and goes on: then what was sent last is what the service hears now. */
  readonly isLive: boolean;
  /** Whether all of it has gone out on the present connection, and its end was told. */
  readonly isFinished: boolean;
  /** Up to where it need never be sent again. */
  readonly confirmedSeconds: number;
  /** Says that the service has answered for the audio before a time: it is not kept any longer. An earlier time changes nothing. */
  confirm(seconds: number): void;
  /** Where the piece lies that travelled under this number; undefined when it is not kept. */
  piece(number: number): AudioStretch | undefined;
  /** The quietest time at which a piece begins, from one time to another; the former, if none does. */
  quietest(from: number, to: number): number;
  /** Where the last pause in the speech ended, or still was at a time, that is at least so long; undefined when none is remembered. */
  pauseEnd(before: number, lengthSeconds: number): number | undefined;
}

/**
 * What a modality says and understands over the connections of one session, and which audio must be sent again when a line is lost: all
 * that it has not confirmed.
 */
export interface ResumableProtocol<Event> {
  /** What is said and understood on the next connection. */
  connect(): SessionProtocol<Event>;
  /** The line of the last connection is lost. @returns what will not be answered for, of the audio that is confirmed. */
  lineLost(): Gap | undefined;
}
