/** What a session has done so far. */
export interface SessionStats {
  /** Bytes of audio that were sent, before they were framed. */
  readonly audioBytesSent: number;
  /** Seconds of audio that were sent. */
  readonly sentSeconds: number;
  /** Seconds of audio that had been sent when finished text or sound came last: what the service has answered for, at most. */
  readonly confirmedSeconds: number;
  readonly framesSent: number;
  readonly framesReceived: number;
  /** Bytes that wait to leave this machine. */
  readonly heldBytes: number;
  /** From the first audio to the first text or sound, in milliseconds; absent before. */
  readonly firstEventLatencyMs?: number;
}
