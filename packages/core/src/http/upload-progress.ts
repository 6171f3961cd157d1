import { abortable } from "../abort/abortable.ts";
import type { Deadline } from "../abort/deadline.ts";
import type { Clock } from "../clock.ts";
import type { Delivery } from "../retry/retryable-failure.ts";
import type { RequestBody } from "./http-transport.ts";

/** A piece of this size shows progress soon enough on the slowest of lines. */
const PIECE_BYTES = 256 * 1024;
/** What the system may still hold of an upload when its last byte has been taken. */
const SYSTEM_BUFFER_BYTES = 8 * 2 ** 20;
/** Bytes a second that a line is trusted to carry, when nothing is known of it. */
const SLOWEST_LINE_BYTES_PER_SECOND = 32 * 1024;

/** Watches one attempt's body on its way out: how far it came, and whether it was its own source that failed. */
export class UploadProgress {
  readonly #body: RequestBody | undefined;
  readonly #clock: Clock;
  #state: "waiting" | "sending" | "sent" = "waiting";
  #sourceFailure: { readonly error: unknown } | undefined;

  constructor(body: RequestBody | undefined, clock: Clock) {
    this.#body = body;
    this.#clock = clock;
  }

  /** Whether some of the body, and not all of it, has been handed to the connection. */
  get underWay(): boolean {
    return this.#state === "sending";
  }

  /** What the service can have received, if it did not answer. */
  get delivery(): Delivery {
    return this.#body !== undefined && this.#state === "waiting" ? "unsent" : "uncertain";
  }

  /** Whether the request can be sent again. */
  get replayable(): boolean {
    return this.#body === undefined || this.#body.replayable || this.#state === "waiting";
  }

  /** The error of the body's source, when that ended the attempt. */
  get sourceFailure(): { readonly error: unknown } | undefined {
    return this.#sourceFailure;
  }

  /**
   * The body to send: each piece that is taken counts as progress, and the deadline ends a source that stalls.
   *
   * @param answerLimitMs - The deadline's limit once the whole body has been taken; as much again at most for what the system then
   *   still holds of it.
   */
  watchedBody(deadline: Deadline, answerLimitMs: number): RequestBody | undefined {
    const body = this.#body;
    if (body === undefined) return undefined;
    return { ...body, stream: () => this.#watch(body.stream(), deadline, answerLimitMs) };
  }

  async *#watch(
    pieces: AsyncIterable<Uint8Array>,
    deadline: Deadline,
    answerLimitMs: number,
  ): AsyncGenerator<Uint8Array, void> {
    this.#state = "sending";
    const startTime = this.#clock.now();
    let sentBytes = 0;
    const iterator = pieces[Symbol.asyncIterator]();
    try {
      while (true) {
        deadline.restart();
        const next = await this.#read(iterator, deadline.signal);
        if (next.done) break;
        for (let start = 0; start < next.value.length; start += PIECE_BYTES) {
          yield next.value.subarray(start, start + PIECE_BYTES);
          deadline.restart();
        }
        sentBytes += next.value.length;
      }
      this.#state = "sent";
      const stillLeavingMs = bufferedMs(sentBytes, this.#clock.now() - startTime);
      deadline.restart(answerLimitMs + Math.min(stillLeavingMs, answerLimitMs));
    } finally {
      // Not awaited: a source that hangs must not hold up the call.
      if (this.#state === "sending") iterator.return?.()?.catch(() => {});
    }
  }

  async #read(iterator: AsyncIterator<Uint8Array>, signal: AbortSignal): Promise<IteratorResult<Uint8Array>> {
    try {
      return await abortable(iterator.next(), signal);
    } catch (error) {
      if (!signal.aborted) this.#sourceFailure = { error };
      throw error;
    }
  }
}

/**
 * How long the system may need for what it still holds of an upload that took `elapsedMs` to hand over, in milliseconds. Only what
 * went beyond its buffers tells how fast the line is.
 */
function bufferedMs(sentBytes: number, elapsedMs: number): number {
  const heldBytes = Math.min(sentBytes, SYSTEM_BUFFER_BYTES);
  const slowestMs = (heldBytes / SLOWEST_LINE_BYTES_PER_SECOND) * 1000;
  const passedBytes = sentBytes - heldBytes;
  return passedBytes === 0 ? slowestMs : Math.min(slowestMs, (heldBytes / passedBytes) * elapsedMs);
}
