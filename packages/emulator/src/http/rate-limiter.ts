import { type Clock, systemClock } from "@kotoba/core";
import { codedFailure } from "./http-failure.ts";

/** Counts the requests of each key within the running second. */
export class RateLimiter {
  readonly #requestsPerSecond: number;
  readonly #clock: Clock;
  readonly #counts = new Map<string, number>();
  #second = 0;

  constructor(requestsPerSecond: number, clock: Clock = systemClock) {
    this.#requestsPerSecond = requestsPerSecond;
    this.#clock = clock;
  }

  /** @throws {HttpFailure} 429 with `Retry-After` when the key has used up its second. */
  admit(key: string): void {
    const second = Math.floor(this.#clock.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#counts.clear();
    }
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count <= this.#requestsPerSecond) return;
    const message = `Over ${this.#requestsPerSecond} requests in one second.`;
    throw codedFailure(429, "rate_limit_exceeded", message, { "retry-after": "1" });
  }
}
