import type { Clock } from "../clock.ts";

/** Finds a service that owes an answer and does not say a word. */
export class SilenceWatch {
  readonly #clock: Clock;
  readonly #limitMs: number;
  readonly #onSilent: () => void;
  #isWatching = false;
  #isPaused = false;
  /** When a word came last, or the watch began. */
  #lastHeard = 0;
  #cancelTimer: (() => void) | undefined;

  /** @param onSilent - Called when the service has been silent for `limitMs`. */
  constructor(clock: Clock, limitMs: number, onSilent: () => void) {
    this.#clock = clock;
    this.#limitMs = limitMs;
    this.#onSilent = onSilent;
  }

  /** Whether an answer is due. */
  get isWatching(): boolean {
    return this.#isWatching;
  }

  /** An answer is due from here on. */
  begin(): void {
    this.#isWatching = true;
    this.heard();
    this.#schedule();
  }

  /** A word came. Only its time is noted: a timer for each would cost more than a small frame. */
  heard(): void {
    this.#lastHeard = this.#clock.now();
  }

  /** No answer is due any more. */
  end(): void {
    this.#isWatching = false;
    this.#cancelTimer?.();
  }

  /** Nothing can come, for this side has stopped reading: its silence says nothing of the service. */
  pause(): void {
    this.#isPaused = true;
    this.#cancelTimer?.();
  }

  resume(): void {
    this.#isPaused = false;
    if (this.#isWatching) this.begin();
  }

  #schedule(): void {
    this.#cancelTimer?.();
    if (this.#isPaused) return;
    const leftMs = this.#lastHeard + this.#limitMs - this.#clock.now();
    this.#cancelTimer = this.#clock.schedule(() => this.#check(), leftMs);
  }

  #check(): void {
    if (this.#clock.now() - this.#lastHeard < this.#limitMs) this.#schedule();
    else this.#onSilent();
  }
}
