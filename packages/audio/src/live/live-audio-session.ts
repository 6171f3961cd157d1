import type { SessionState, SessionStats } from "@kotoba/core";

/** A session that takes audio in pieces of the size and format that travel, over one connection or over several in turn. */
export interface LiveAudioSession<Event> extends AsyncIterable<Event>, AsyncDisposable {
  /** Where the session is. */
  readonly state: SessionState;
  /** Aborts when nothing can be sent any more, with what ended the session as its reason. */
  readonly ended: AbortSignal;
  /** @throws what ended the session or its input. */
  requireOpen(): void;
  /**
   * Sends pieces, in order and behind those before them. They are not kept: the caller may fill its buffer anew.
   *
   * @returns when there is room for more; undefined when there is at once.
   */
  send(pieces: readonly Uint8Array[]): Promise<void> | undefined;
  /** Takes no more audio: `requireOpen` throws from here on. */
  endInput(): void;
  /** Says, behind the pieces that were sent, that no more audio comes. Resolves when that is on its way. */
  finish(): Promise<void>;
  /** What it has done so far. */
  stats(): SessionStats;
  /** Ends it at once. Resolves when the connection is closed, within half a second. */
  close(): Promise<void>;
}
