import type { Clock } from "../clock.ts";

/** A ping goes out so often. */
const PING_INTERVAL_MS = 10_000;
/** A line without any sign of life for so long is dead. */
export const DEAD_AFTER_MS = 20_000;

/** Finds lines that broke without a word. Its timer keeps no process alive. */
export class KeepAlive implements Disposable {
  readonly #clock: Clock;
  readonly #ping: () => void;
  readonly #onDead: () => void;
  #lastSign: number;
  #paused = false;
  #cancelTimer: () => void;

  /** @param onDead - Called once, when the line has been silent for 20 s. */
  constructor(clock: Clock, ping: () => void, onDead: () => void) {
    this.#clock = clock;
    this.#ping = ping;
    this.#onDead = onDead;
    this.#lastSign = clock.now();
    this.#cancelTimer = this.#schedule();
  }

  /** Something came from the peer. */
  signOfLife(): void {
    this.#lastSign = this.#clock.now();
  }

  /** Nothing can come, for this side has stopped reading: silence is no sign of death. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.signOfLife();
  }

  [Symbol.dispose](): void {
    this.#cancelTimer();
  }

  #schedule(): () => void {
    return this.#clock.schedule(() => this.#check(), PING_INTERVAL_MS, true);
  }

  #check(): void {
    if (!this.#paused && this.#clock.now() - this.#lastSign >= DEAD_AFTER_MS) {
      this.#onDead();
      return;
    }
    this.#ping();
    this.#cancelTimer = this.#schedule();
  }
}
