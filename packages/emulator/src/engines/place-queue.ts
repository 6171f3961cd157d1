/** A fixed number of places; who finds none waits in line. */
export class PlaceQueue {
  #free: number;
  /** Who waits, in the order in which they came. */
  readonly #line = new Set<Waiter>();
  #closed: { readonly reason: unknown } | undefined;

  constructor(places: number) {
    this.#free = places;
  }

  /** Resolves with a place taken; rejects with the signal's reason, or that of {@link PlaceQueue.close}. */
  take(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      if (this.#closed !== undefined) return reject(this.#closed.reason);
      if (this.#free > 0) {
        this.#free--;
        return resolve();
      }
      const leave = (): void => {
        this.#line.delete(waiter);
        signal?.removeEventListener("abort", onAbort);
      };
      const onAbort = (): void => waiter.reject(signal?.reason);
      const waiter: Waiter = {
        admit: () => {
          leave();
          resolve();
        },
        reject: (reason) => {
          leave();
          reject(reason);
        },
      };
      this.#line.add(waiter);
      signal?.addEventListener("abort", onAbort);
    });
  }

  /** Gives a place back: to the first in line, if anyone waits. */
  give(): void {
    const [first] = this.#line;
    if (first === undefined) this.#free++;
    else first.admit();
  }

  /** Sends away who waits, and who comes later. */
  close(reason: unknown): void {
    this.#closed = { reason };
    for (const waiter of this.#line) waiter.reject(reason);
  }
}

interface Waiter {
  readonly admit: () => void;
  readonly reject: (reason: unknown) => void;
}
