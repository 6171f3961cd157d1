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

  /**
   * Nothing can come, for this side has stopped reading: silence is no sign of death. Nor does a ping go out: sent to a peer that has
   * finished and gone, it would break the connection, and with it what is still to be read.
   */
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

  get #silentMs(): number {
    return this.#paused ? 0 : this.#clock.now() - this.#lastSign;
  }

  #schedule(): () => void {
    // A line that would be dead before the next ping is looked at by then.
    const delayMs = Math.min(PING_INTERVAL_MS, DEAD_AFTER_MS - this.#silentMs);
    return this.#clock.schedule(() => this.#check(), delayMs, true);
  }

  #check(): void {
    if (this.#silentMs >= DEAD_AFTER_MS) {
      // A process that was busy or asleep reads what has come before it judges.
      this.#cancelTimer = this.#clock.schedule(() => this.#judge(), 0, true);
      return;
    }
    if (!this.#paused) this.#ping();
    this.#cancelTimer = this.#schedule();
  }

  #judge(): void {
    if (this.#silentMs >= DEAD_AFTER_MS) this.#onDead();
    else this.#cancelTimer = this.#schedule();
  }
}
