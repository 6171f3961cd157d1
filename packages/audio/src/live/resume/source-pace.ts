import type { Clock } from "@kotoba/core";

/** When audio must wait, as much is taken all the same as a microphone would have given by then, and so much more. */
const AHEAD_SECONDS = 1;
/** So much of what may be kept is filled before a source that is faster than a microphone is held back: the rest is for an outage. */
const HALF_FULL = 0.5;
/** So much is filled before any source is held back by a line that takes nothing. */
const FULL = 0.9;

/** A time, and where the audio ended then, in bytes. */
interface Moment {
  readonly time: number;
  readonly end: number;
}

/** Of what a source is held back. */
export interface SourcePaceSettings {
  readonly clock: Clock;
  readonly bytesPerSecond: number;
  /** How much may be kept. */
  readonly capacityBytes: number;
  /** Whether audio is confirmed while more is sent, so that it pays to wait for that. */
  readonly confirmsAlong: boolean;
  /** Whether the source of the audio can wait as long as it takes, as a recording can. */
  readonly sourceWaits: boolean;
}

/** How much audio there is. */
export interface AudioFill {
  /** How much is kept. */
  readonly heldBytes: number;
  /** Where it ends, from the first of the session. */
  readonly end: number;
  /** Whether a line has had room for what was sent last. */
  readonly isTaken: boolean;
}

/** How long a source of audio must wait before it gives more. A microphone, which cannot wait, is not held back before all is full. */
export class SourcePace {
  readonly #settings: SourcePaceSettings;
  /** When half was filled, while it is. */
  #halfFull: Moment | undefined;
  /** When the line was lost, while there is none. */
  #outage: Moment | undefined;

  constructor(settings: SourcePaceSettings) {
    this.#settings = settings;
  }

  get isOutage(): boolean {
    return this.#outage !== undefined;
  }

  /** @param end - Where the audio ends that has come so far, in bytes. */
  beginOutage(end: number): void {
    this.#outage = { time: this.#settings.clock.now(), end };
  }

  endOutage(): void {
    this.#outage = undefined;
  }

  /** How long it may take until there is room, in milliseconds: infinite when that is up to the line. */
  waitMs({ heldBytes, end, isTaken }: AudioFill): number {
    const { confirmsAlong, sourceWaits, capacityBytes, clock } = this.#settings;
    const filled = heldBytes / capacityBytes;
    const isFull = filled > FULL;
    if (this.#outage !== undefined && sourceWaits) return isFull ? Number.POSITIVE_INFINITY : 0;
    if (this.#outage !== undefined) return this.#aheadMs(this.#outage, end);
    this.#halfFull = filled > HALF_FULL ? (this.#halfFull ?? { time: clock.now(), end }) : undefined;
    if (this.#halfFull === undefined) return 0;
    if (isTaken && !confirmsAlong) return 0;
    return isFull && !isTaken ? Number.POSITIVE_INFINITY : this.#aheadMs(this.#halfFull, end);
  }

  /** How long a microphone would take to give the audio that came since, in milliseconds from now. */
  #aheadMs(since: Moment, end: number): number {
    const seconds = (end - since.end) / this.#settings.bytesPerSecond - AHEAD_SECONDS;
    // Whole ones: the rest of a rounding error would be waited for again and again.
    return Math.max(0, Math.round(seconds * 1000 - (this.#settings.clock.now() - since.time)));
  }
}
