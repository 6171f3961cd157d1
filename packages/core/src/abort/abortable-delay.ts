import type { Clock } from "../clock.ts";
import { onAbort } from "./on-abort.ts";

/** Resolves after `delayMs`; rejects with the signal's reason as soon as it aborts. Leaves no timer or listener behind. */
export function abortableDelay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelTimer = clock.schedule(() => {
      stopListening();
      resolve();
    }, delayMs);
    const stopListening = onAbort(signal, () => {
      cancelTimer();
      reject(signal?.reason);
    });
  });
}
