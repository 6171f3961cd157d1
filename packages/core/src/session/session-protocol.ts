/** What one frame means for its session. */
export interface FrameMeaning<Event> {
  /** What the consumer is told, in order; empty for nothing. */
  readonly events: readonly Event[];
  /**
   * `ready`: set-up is done. `idle`: set-up is done, and so is all that was asked for; more may be asked. `complete`: all the work is done,
   * and nothing more comes.
   */
  readonly milestone?: "ready" | "idle" | "complete";
  /** Whether the audio that was sent so far has been answered for with finished text or sound. */
  readonly answersAudio?: boolean;
}

/**
 * What a modality says on the wire, and understands: without sockets, timers or clocks. One for each connection.
 */
export interface SessionProtocol<Event> {
  /** The frames that set the session up, sent as soon as the connection stands. */
  readonly openingFrames: readonly string[];
  /**
   * Reads one text frame. Frames of unknown type mean nothing.
   *
   * @throws {KotobaError} for an error frame, and for one that breaks the contract: the session ends with it.
   */
  receive(text: string): FrameMeaning<Event>;
  /** A ping goes out, behind all that was sent so far. */
  pingSent?(): void;
  /** All pings are answered: what was sent before the last one has arrived, and so has what the service had sent by then. */
  pingsAnswered?(): void;
}
