import { Transform, type TransformCallback } from "node:stream";
import { abortableDelay, type Clock } from "@kotoba/core";

/** How much passes at once: what the line takes in this time, which also bounds how late a timer may be without harm to the rate. */
const SLICE_MS = 20;

/** Passes bytes at a steady rate, as a slow line would: each arrives when the line has had the time for it. */
export class Throttle extends Transform {
  readonly #msPerByte: number;
  readonly #sliceBytes: number;
  readonly #clock: Clock;
  readonly #over = new AbortController();
  /** When the line has passed all that it was given. */
  #freeAt = 0;

  /** @param bitsPerSecond - 1 or more. */
  constructor(bitsPerSecond: number, clock: Clock) {
    super();
    this.#msPerByte = 8000 / bitsPerSecond;
    this.#sliceBytes = Math.max(1, Math.floor(SLICE_MS / this.#msPerByte));
    this.#clock = clock;
  }

  override _transform(chunk: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    // A delay ends early only when the stream is destroyed, and then nobody waits for this any more.
    this.#pass(chunk).then(() => done(), done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#over.abort();
    done(error);
  }

  async #pass(chunk: Buffer): Promise<void> {
    for (let start = 0; start < chunk.length; start += this.#sliceBytes) {
      const slice = chunk.subarray(start, start + this.#sliceBytes);
      const now = this.#clock.now();
      // What a timer was late by is made up for; of the time when there was nothing to pass, no more than that.
      this.#freeAt = Math.max(this.#freeAt, now - SLICE_MS) + slice.length * this.#msPerByte;
      await abortableDelay(this.#clock, Math.max(0, this.#freeAt - now), this.#over.signal);
      this.push(slice);
    }
  }
}
