/** The person pressed Ctrl-C, or the system asked the process to end. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** What Ctrl-C (or SIGTERM, or the closing of the terminal) asks for, step by step. */
export interface Interruption {
  /** Aborts at the first: the input is to end. */
  readonly first: AbortSignal;
  /** Aborts when the work is to stop: at the first, or at the second once there is something to finish. */
  readonly stop: AbortSignal;
  /** Says that there is: from here on the first leaves {@link stop} alone. */
  canFinish(): void;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Runs work that a first Ctrl-C asks to finish, by aborting the signal, and a second one stops at once.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return await finishable(({ stop }) => work(stop));
}

/** Runs work that knows how to finish what it has begun. A Ctrl-C after `stop` ends the process, whatever the work does. */
export async function finishable<T>(work: (interruption: Interruption) => Promise<T>): Promise<T> {
  const first = new AbortController();
  const stop = new AbortController();
  let finishes = false;
  const interrupt = () => {
    if (stop.signal.aborted) process.exit(130);
    const interrupted = new Interrupted("Interrupted.");
    if (!finishes || first.signal.aborted) stop.abort(interrupted);
    first.abort(interrupted);
  };
  for (const signal of SIGNALS) process.on(signal, interrupt);
  try {
    return await work({
      first: first.signal,
      stop: stop.signal,
      canFinish() {
        finishes = true;
      },
    });
  } finally {
    for (const signal of SIGNALS) process.off(signal, interrupt);
  }
}
