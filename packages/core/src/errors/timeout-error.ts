import { KotobaError, type KotobaErrorOptions } from "./kotoba-error.ts";

/**
 * What was being waited for: an HTTP answer, progress of an upload, a WebSocket handshake, a sign of life on an open session, its end,
 * the end of a transcription job, or a deployment that is starting.
 */
export type TimeoutPhase = "response" | "upload" | "handshake" | "keepalive" | "finish" | "job" | "startup";

/** What a {@link TimeoutError} carries beside its message. */
export interface TimeoutErrorOptions extends KotobaErrorOptions {
  /** What was being waited for. */
  readonly phase: TimeoutPhase;
  /** The limit that passed, in milliseconds. */
  readonly limitMs: number;
}

/** Something took longer than its limit. */
export class TimeoutError extends KotobaError {
  static override readonly errorName: string = "TimeoutError";

  /** Name of the class, or of the one below it that the error is of. */
  declare readonly name: "TimeoutError" | "WorkerStartupError";

  /** What was being waited for. */
  readonly phase: TimeoutPhase;
  /** The limit that passed, in milliseconds. */
  readonly limitMs: number;

  constructor(message: string, options: TimeoutErrorOptions) {
    super(message, { code: `${options.phase}_timeout`, retryable: true, ...options });
    this.phase = options.phase;
    this.limitMs = options.limitMs;
  }
}
