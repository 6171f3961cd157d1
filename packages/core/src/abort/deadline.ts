import type { Clock } from "../clock.ts";
import { abortable } from "./abortable.ts";
import { onAbort } from "./on-abort.ts";

/** What a deadline watches. */
export interface DeadlineOptions {
  /** What the time is taken from. */
  readonly clock: Clock;
  /** Milliseconds until it expires, counted from the start and again from each {@link Deadline.restart}. */
  readonly limitMs: number;
  /** The caller's signal: its abort ends the work at once, with its own reason. */
  readonly signal?: AbortSignal | undefined;
  /** Makes the error that the work ends with when the limit passes. */
  readonly expired: () => Error;
}

/** Made once: an error takes its stack along, and this one is nobody's. */
const SETTLED = new Error("The work has settled.");

/** A running deadline, in the hands of the work that it limits. */
export interface Deadline {
  /** Aborts when the limit passes or the caller aborts (its reason is the error to end with), and when the work has settled. */
  readonly signal: AbortSignal;
  /** Starts the count afresh, because progress was made. @param limitMs - Default: the limit that the deadline began with. */
  restart(limitMs?: number): void;
}

/**
 * Runs `work` until it settles, the limit passes or the caller aborts, whichever comes first: the promise always ends, even if
 * the work ignores its signal. Leaves no timer or listener behind.
 */
export async function withDeadline<T>(
  options: DeadlineOptions,
  work: (deadline: Deadline) => Promise<T>,
): Promise<T> {
  const { clock, limitMs, signal, expired } = options;
  signal?.throwIfAborted();
  const controller = new AbortController();
  const start = (milliseconds: number) => clock.schedule(() => controller.abort(expired()), milliseconds);
  let cancelTimer = start(limitMs);
  const stopListening = onAbort(signal, () => controller.abort(signal?.reason));
  const deadline: Deadline = {
    signal: controller.signal,
    restart(milliseconds = limitMs) {
      cancelTimer();
      if (!controller.signal.aborted) cancelTimer = start(milliseconds);
    },
  };
  try {
    return await abortable(work(deadline), controller.signal);
  } finally {
    cancelTimer();
    stopListening();
    // Whatever the work left running has nobody to run for.
    controller.abort(SETTLED);
  }
}
