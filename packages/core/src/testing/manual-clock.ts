import type { Clock } from "../clock.ts";

interface Alarm {
  readonly time: number;
  readonly callback: () => void;
}

/** A clock that stands still until a test moves it. Timers run in the order of their times. */
export class ManualClock implements Clock {
  #time: number;
  readonly #alarms = new Set<Alarm>();

  /** @param startTime - Milliseconds since the Unix epoch. Default 0. */
  constructor(startTime = 0) {
    this.#time = startTime;
  }

  now(): number {
    return this.#time;
  }

  schedule(callback: () => void, delayMs: number): () => void {
    const alarm: Alarm = { time: this.#time + delayMs, callback };
    this.#alarms.add(alarm);
    return () => this.#alarms.delete(alarm);
  }

  /** How many timers are waiting: 0 when everything cleaned up after itself. */
  get pendingTimers(): number {
    return this.#alarms.size;
  }

  /** Moves time forward, running each timer that falls due and letting promises settle after each. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#time + milliseconds;
    await settlePromises();
    for (let alarm = this.#nextBefore(end); alarm !== undefined; alarm = this.#nextBefore(end)) {
      this.#alarms.delete(alarm);
      this.#time = Math.max(this.#time, alarm.time);
      alarm.callback();
      await settlePromises();
    }
    this.#time = end;
  }

  /** Moves time to the next timer and runs it. Waits for a timer to be set when there is none yet. */
  async advanceToNextTimer(): Promise<void> {
    while (this.#alarms.size === 0) await settlePromises();
    const next = Math.min(...[...this.#alarms].map((alarm) => alarm.time));
    await this.advance(Math.max(0, next - this.#time));
  }

  #nextBefore(end: number): Alarm | undefined {
    let next: Alarm | undefined;
    for (const alarm of this.#alarms) {
      if (alarm.time <= end && (next === undefined || alarm.time < next.time)) next = alarm;
    }
    return next;
  }
}

/** Lets every promise that can settle without outside help do so. */
function settlePromises(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
