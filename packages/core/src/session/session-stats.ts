/** What a session has done so far. */
export interface SessionStats {
  /** Bytes of audio that were sent, as samples. */
  readonly audioBytesSent: number;
  /** Seconds of audio that were sent. */
  readonly sentSeconds: number;
  /** Seconds of audio that the service has answered for with finished text or sound. */
  readonly confirmedSeconds: number;
  readonly framesSent: number;
  readonly framesReceived: number;
  /** Bytes that wait to leave this machine. */
  readonly heldBytes: number;
  /** From the first audio to the first text or sound, in milliseconds; absent before. */
  readonly firstEventLatencyMs?: number;
}

/** The running counts behind {@link SessionStats}. */
export interface SessionCounters {
  audioBytesSent: number;
  sentSeconds: number;
  confirmedSeconds: number;
  framesSent: number;
  framesReceived: number;
}

/** Counts from zero. */
export function newSessionCounters(): SessionCounters {
  return { audioBytesSent: 0, sentSeconds: 0, confirmedSeconds: 0, framesSent: 0, framesReceived: 0 };
}
