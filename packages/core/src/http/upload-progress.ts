import { abortable } from "../abort/abortable.ts";
import type { Deadline } from "../abort/deadline.ts";
import type { Delivery } from "../retry/retryable-failure.ts";
import type { RequestBody } from "./http-transport.ts";

/** Watches one attempt's body on its way out: how far it came, and whether it was its own source that failed. */
export class UploadProgress {
  readonly #body: RequestBody | undefined;
  #state: "waiting" | "sending" | "sent" = "waiting";
  #sourceFailure: { readonly error: unknown } | undefined;

  constructor(body: RequestBody | undefined) {
    this.#body = body;
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
   * @param answerLimitMs - The deadline's limit once the whole body has been taken.
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
    const iterator = pieces[Symbol.asyncIterator]();
    try {
      while (true) {
        deadline.restart();
        const next = await this.#read(iterator, deadline.signal);
        if (next.done) break;
        yield next.value;
      }
      this.#state = "sent";
      deadline.restart(answerLimitMs);
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
