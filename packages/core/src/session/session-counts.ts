import type { Clock } from "../clock.ts";
import type { SessionStats } from "./session-stats.ts";

/** One connection sends nothing twice. */
const NEVER_RESUMED = {
  replayedSeconds: 0,
  lostSeconds: 0,
  bufferedSeconds: 0,
  reconnects: 0,
  gaps: [],
} as const;

/** Counts what is done on one connection. */
export class SessionCounts {
  readonly #clock: Clock;
  #audioBytesSent = 0;
  #sentSeconds = 0;
  #confirmedSeconds = 0;
  #framesSent = 0;
  #framesReceived = 0;
  #firstInputTime: number | undefined;
  #firstEventLatencyMs: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get sentSeconds(): number {
    return this.#sentSeconds;
  }

  get confirmedSeconds(): number {
    return this.#confirmedSeconds;
  }

  /** Something was given to the session. */
  input(): void {
    this.#firstInputTime ??= this.#clock.now();
  }

  /** Audio was given, and a frame carries it. */
  audio(bytes: number, seconds: number): void {
    this.input();
    this.#audioBytesSent += bytes;
    this.#sentSeconds += seconds;
  }

  /** All audio that was sent is answered for. */
  confirmAudio(): void {
    this.#confirmedSeconds = this.#sentSeconds;
  }

  frameSent(): void {
    this.#framesSent++;
  }

  frameReceived(): void {
    this.#framesReceived++;
  }

  /** There is something for the consumer. */
  event(): void {
    if (this.#firstInputTime !== undefined)
      this.#firstEventLatencyMs ??= this.#clock.now() - this.#firstInputTime;
  }

  /** @param heldBytes - What waits to leave this machine. */
  stats(heldBytes: number): SessionStats {
    const latency = this.#firstEventLatencyMs;
    return {
      audioBytesSent: this.#audioBytesSent,
      sentSeconds: this.#sentSeconds,
      confirmedSeconds: this.#confirmedSeconds,
      framesSent: this.#framesSent,
      framesReceived: this.#framesReceived,
      ...NEVER_RESUMED,
      heldBytes,
      ...(latency === undefined ? {} : { firstEventLatencyMs: latency }),
    };
  }
}
