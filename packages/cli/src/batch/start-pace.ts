import { setTimeout as delay } from "node:timers/promises";

const FILES_PER_SECOND = 5;

/**
 * Lets files begin at even distances. It keeps a batch under the 30 requests a second that the service takes, together with
 * the command's bound of 16 files at once: a file makes at most two requests within a second, its upload and the first question after it; from then on
 * at least a second passes between its questions. So in any second there are at most 2 requests of each of the 5 files that began in
 * it, and 1 of each of the 16 that were under way: 26. What is left is for the SDK's retries, which back off on their own account.
 */
export class StartPace {
  #next = 0;

  /** Resolves when the next file may begin, or at once when the signal aborts. */
  async turn(signal: AbortSignal): Promise<void> {
    const now = performance.now();
    const time = Math.max(now, this.#next);
    this.#next = time + 1000 / FILES_PER_SECOND;
    if (time > now) await delay(time - now, undefined, { signal }).catch(() => {});
  }
}
