import type { RetryPolicy } from "./retry-policy.ts";

/**
 * Full jitter: a delay drawn evenly from 0 to the bound, which doubles with each retry up to the cap, so that clients that failed
 * together do not come back together.
 *
 * @param retry - 1 for the first retry.
 * @param random - A number from 0 to 1.
 * @returns Milliseconds.
 */
export function backoffDelayMs(policy: RetryPolicy, retry: number, random: number): number {
  return random * Math.min(policy.maxDelayMs, policy.baseDelayMs * 2 ** (retry - 1));
}
