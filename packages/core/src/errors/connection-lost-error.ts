import { APIError } from "./api-error.ts";
import type { KotobaErrorOptions } from "./kotoba-error.ts";

/** What a {@link ConnectionLostError} carries beside its message. */
export interface ConnectionLostErrorOptions extends KotobaErrorOptions {
  /** See {@link ConnectionLostError.closeCode}. */
  readonly closeCode: number;
  /** See {@link ConnectionLostError.reason}. */
  readonly reason: string;
  /** See {@link ConnectionLostError.sentSeconds}. */
  readonly sentSeconds: number;
  /** See {@link ConnectionLostError.confirmedSeconds}. */
  readonly confirmedSeconds: number;
}

/** A session broke before its work was complete. */
export class ConnectionLostError extends APIError {
  static override readonly errorName: string = "ConnectionLostError";

  /** Name of the class. */
  declare readonly name: "ConnectionLostError";

  /** WebSocket close code; 1006 when the line broke without one. */
  readonly closeCode: number;
  /** What the server gave as its reason; often empty. */
  readonly reason: string;
  /** Audio that had been sent, in seconds. */
  readonly sentSeconds: number;
  /** Audio that the service had answered for with finished text or sound, in seconds. What lies between the two may be lost. */
  readonly confirmedSeconds: number;

  constructor(message: string, options: ConnectionLostErrorOptions) {
    super(message, { code: "connection_lost", retryable: true, ...options });
    this.closeCode = options.closeCode;
    this.reason = options.reason;
    this.sentSeconds = options.sentSeconds;
    this.confirmedSeconds = options.confirmedSeconds;
  }
}
