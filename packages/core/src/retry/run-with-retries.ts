import { abortableDelay } from "../abort/abortable-delay.ts";
import type { Clock } from "../clock.ts";
import { RateLimitError } from "../errors/rate-limit-error.ts";
import { TimeoutError } from "../errors/timeout-error.ts";
import type { Logger } from "../logger.ts";
import { backoffDelayMs } from "./backoff.ts";
import type { RetryBudget } from "./retry-budget.ts";
import type { RetryPolicy } from "./retry-policy.ts";
import { type FailedAttempt, isRetryable } from "./retryable-failure.ts";

/** What one attempt came to. */
export type AttemptOutcome<T> =
  | { readonly ok: true; readonly value: T }
  | ({ readonly ok: false; readonly retryAfterMs?: number | undefined } & FailedAttempt);

/** What a retried operation needs. */
export interface RetryContext {
  readonly policy: RetryPolicy;
  readonly budget: RetryBudget;
  readonly clock: Clock;
  /** Draws a number from 0 to 1. */
  readonly random: () => number;
  readonly logger: Logger;
  readonly signal?: AbortSignal | undefined;
  /** Whether the operation does no harm when it is done twice. */
  readonly idempotent: boolean;
  /** What is being done, for the log. */
  readonly operation: string;
}

/**
 * Makes attempts until one succeeds, one fails for good, or retries or their budget are used up; then throws the last error.
 * The waits between obey the signal.
 *
 * @param attempt - Resolves with what came of attempt number 1, 2, …; rejects only with what is not
 *   the service's doing: the caller's abort, or a failure of the caller's own stream.
 */
export async function runWithRetries<T>(
  context: RetryContext,
  attempt: (number: number) => Promise<AttemptOutcome<T>>,
): Promise<T> {
  const { policy, budget, clock, logger, signal } = context;
  const startTime = clock.now();
  let lastCost: number | undefined;
  for (let number = 1; ; number++) {
    const outcome = await attempt(number);
    if (outcome.ok) {
      budget.repay(lastCost);
      return outcome.value;
    }
    const { error } = outcome;
    const askedFor = outcome.retryAfterMs;
    const patient = askedFor === undefined || askedFor <= policy.maxRetryAfterMs;
    if (number > policy.maxRetries || !patient || !isRetryable(outcome, context.idempotent)) throw error;
    // A random part on top of what the service asked for: clients that were told the same moment spread out.
    const delayMs = (askedFor ?? 0) + backoffDelayMs(policy, number, context.random());
    if (clock.now() + delayMs - startTime > (policy.maxElapsedMs ?? Number.POSITIVE_INFINITY)) throw error;
    lastCost = budget.spend(TimeoutError.isInstance(error));
    if (lastCost === undefined) {
      logger.warn(`${context.operation}: too many recent failures, not retrying`, { code: error.code });
      throw error;
    }
    logger.debug(`${context.operation}: retrying`, {
      attempt: number,
      delayMs: Math.round(delayMs),
      code: error.code,
      status: error.status,
      rateLimited: RateLimitError.isInstance(error),
    });
    await abortableDelay(clock, delayMs, signal);
  }
}
