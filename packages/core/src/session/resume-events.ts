import type { Gap } from "./session-stats.ts";

/** What a session that survives lost lines tells about them. */
export type ResumeEvent = ReconnectingEvent | ReconnectedEvent | GapEvent;

/** The line is lost, and a new one is tried for. */
export interface ReconnectingEvent {
  readonly type: "reconnecting";
  /** 1 for the first attempt; it goes on counting until the new line has proved itself. */
  readonly attempt: number;
}

/** The session goes on over a new line. */
export interface ReconnectedEvent {
  readonly type: "reconnected";
  /** Seconds of audio that had been sent, and are sent again. */
  readonly replayedSeconds: number;
}

/** Audio is lost: what was said in these seconds is not answered for. */
export interface GapEvent extends Gap {
  readonly type: "gap";
}

/** The gap that an event tells of. */
export function gapOf({ fromSeconds, toSeconds, reason }: GapEvent): Gap {
  return { fromSeconds, toSeconds, reason };
}
