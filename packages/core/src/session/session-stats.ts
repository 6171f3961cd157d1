/** What a session has done so far. */
export interface SessionStats {
  /** Bytes of audio that were sent, before they were framed; what was sent again counts again. */
  readonly audioBytesSent: number;
  /** Seconds of audio that were sent, each counted once, however often it went out. */
  readonly sentSeconds: number;
  /** Seconds of audio that the service has answered for with finished text or sound, as far as that can be known. */
  readonly confirmedSeconds: number;
  /** Seconds of audio that were sent again after a lost line, counted each time. */
  readonly replayedSeconds: number;
  /** Seconds of audio that the service will not answer for: the length of the gaps. */
  readonly lostSeconds: number;
  /** Seconds of audio that are kept, to be sent or to be sent again after a lost line. */
  readonly bufferedSeconds: number;
  /** How often a lost line was restored. */
  readonly reconnects: number;
  /** The audio that was lost, in order. */
  readonly gaps: readonly Gap[];
  /** Text frames that were handed to the connection. */
  readonly framesSent: number;
  /** Text frames that came. */
  readonly framesReceived: number;
  /** Bytes that wait to leave this machine. */
  readonly heldBytes: number;
  /** From the first audio to the first text or sound, in milliseconds; absent before. */
  readonly firstEventLatencyMs?: number;
}

/** Audio that was given to a session and that the service has not answered for. Seconds count from the first audio of the session. */
export interface Gap {
  /** Where it begins. */
  readonly fromSeconds: number;
  /** Where it ends. */
  readonly toSeconds: number;
  /**
   * `buffer_overflow`: more audio was waiting for the line than may be kept. `answer_interrupted`: the line broke while the service was
   * speaking, and what it was answering is not sent again.
   */
  readonly reason: "buffer_overflow" | "answer_interrupted";
}
