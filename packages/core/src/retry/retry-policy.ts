/** How often and how patiently a failed request is repeated. */
export interface RetryPolicy {
  /** How many times after the first; 0 repeats nothing. */
  readonly maxRetries: number;
  /** Upper bound of the first random delay, in milliseconds; it doubles with each retry. */
  readonly baseDelayMs: number;
  /** Upper bound of any random delay, in milliseconds. */
  readonly maxDelayMs: number;
  /** The longest `Retry-After` that is waited for, in milliseconds. A longer one ends the call at once. */
  readonly maxRetryAfterMs: number;
  /** No retry begins so many milliseconds after the first attempt. Default: no such limit. */
  readonly maxElapsedMs?: number;
}

/** The defaults of every client. */
export const DEFAULT_RETRY_POLICY: RetryPolicy = {
  maxRetries: 3,
  baseDelayMs: 250,
  maxDelayMs: 10_000,
  maxRetryAfterMs: 60_000,
};
