import { abortable } from "../abort/abortable.ts";

interface Waiter {
  readonly bytes: number;
  readonly admit: () => void;
}

/** Counts the bytes that have been handed to a socket and not yet left, and lets senders wait while there are too many. */
export class SendQueue {
  readonly #highWaterMarkBytes: number;
  /** Most sessions never have any. */
  #waiters: Set<Waiter> | undefined;
  #heldBytes = 0;

  /** @param highWaterMarkBytes - Senders wait while so many bytes are held. */
  constructor(highWaterMarkBytes: number) {
    this.#highWaterMarkBytes = highWaterMarkBytes;
  }

  /** Bytes that have not left yet: at most the high-water mark and the chunk that passed it. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /**
   * Takes room for a chunk, in the order of asking; waits while there is none.
   *
   * @throws the signal's reason, when it aborts before there is room.
   */
  async acquire(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.tryAcquire(bytes)) return;
    let waiter: Waiter | undefined;
    const admitted = new Promise<void>((resolve) => {
      waiter = { bytes, admit: resolve };
      this.#waiters ??= new Set();
      this.#waiters.add(waiter);
    });
    try {
      await abortable(admitted, signal);
    } catch (reason) {
      // Room that was given in the same moment is given back.
      if (waiter !== undefined && !this.#waiters?.delete(waiter)) this.release(bytes);
      throw reason;
    }
  }

  /** Takes room for a chunk when there is some and nobody waits for it. */
  tryAcquire(bytes: number): boolean {
    if (!this.#hasRoom || this.#waiters?.size) return false;
    this.#heldBytes += bytes;
    return true;
  }

  /** Gives room back: so many bytes have left. */
  release(bytes: number): void {
    this.#heldBytes -= bytes;
    if (this.#waiters === undefined) return;
    for (const waiter of this.#waiters) {
      if (!this.#hasRoom) return;
      this.#waiters.delete(waiter);
      this.#heldBytes += waiter.bytes;
      waiter.admit();
    }
  }

  get #hasRoom(): boolean {
    return this.#heldBytes < this.#highWaterMarkBytes;
  }
}
