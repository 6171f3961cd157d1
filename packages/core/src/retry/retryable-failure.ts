import type { KotobaError } from "../errors/kotoba-error.ts";

/** Statuses after which a request that may be repeated is repeated. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

/**
 * What is known of a request that failed: it never left (`unsent`), the service answered that it took nothing (`declined`), or
 * it may have been acted upon (`uncertain`).
 */
export type Delivery = "unsent" | "declined" | "uncertain";

/** One failed attempt. */
export interface FailedAttempt {
  readonly error: KotobaError;
  readonly delivery: Delivery;
  /** Whether the request can be sent once more: false when its body came from a stream that has been read. */
  readonly replayable: boolean;
}

/** Whether a status is one of those that pass. */
export function isRetryableStatus(status: number): boolean {
  return RETRYABLE_STATUSES.has(status);
}

/**
 * Whether a failed attempt may be followed by another. A request that is not idempotent is repeated only when it certainly was
 * not acted upon (contract, section 3).
 */
export function isRetryable(failure: FailedAttempt, idempotent: boolean): boolean {
  const { error, delivery, replayable } = failure;
  if (!replayable || !mayPass(error)) return false;
  return idempotent || delivery !== "uncertain";
}

/** Whether the failure is of a kind that a later attempt may not meet. */
function mayPass(error: KotobaError): boolean {
  return error.status === undefined ? error.retryable : isRetryableStatus(error.status);
}
