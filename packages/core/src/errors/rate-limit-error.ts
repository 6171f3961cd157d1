import type { KotobaErrorOptions } from "./kotoba-error.ts";
import { ProtocolError } from "./protocol-error.ts";

/** HTTP 429, after the retries that the call allowed. */
export class RateLimitError extends ProtocolError {
  static override readonly errorName: string = "RateLimitError";

  /** Name of the class. */
  declare readonly name: "RateLimitError";

  /** How long the service asked callers to wait, in milliseconds; absent when it did not say. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    options: KotobaErrorOptions & { readonly retryAfterMs?: number | undefined } = {},
  ) {
    super(message, { code: "rate_limit_exceeded", retryable: true, ...options });
    this.retryAfterMs = options.retryAfterMs;
  }
}
