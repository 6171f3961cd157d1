/** Time, as far as this package needs it. Tests put a manual one in its place. */
export interface Clock {
  /** Milliseconds since the Unix epoch. Never goes backwards within a process. */
  now(): number;
  /**
   * Calls back once, `delayMs` from now.
   *
   * @param background - When true, this timer alone does not keep the process alive. Default false.
   * @returns Cancels the call; harmless when it has been made.
   */
  schedule(callback: () => void, delayMs: number, background?: boolean): () => void;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => performance.timeOrigin + performance.now(),
  schedule(callback, delayMs, background = false) {
    const timer = setTimeout(callback, delayMs);
    if (background) timer.unref?.();
    return () => clearTimeout(timer);
  },
};
