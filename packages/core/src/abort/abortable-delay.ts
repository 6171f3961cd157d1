import type { Clock } from "../clock.ts";

/** Resolves after `delayMs`; rejects with the signal's reason as soon as it aborts. Leaves no timer or listener behind. */
export function abortableDelay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const abort = () => {
      cancelTimer();
      reject(signal?.reason);
    };
    const cancelTimer = clock.schedule(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, delayMs);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
