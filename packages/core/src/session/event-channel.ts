/** The items of a channel that are held before its source is asked to stop; it may go on when half of them are gone. */
const HIGH_WATER_MARK = 256;

/** How a channel slows its source down. */
export interface ChannelSource {
  pause(): void;
  resume(): void;
}

interface Waiting<Event> {
  readonly resolve: (next: IteratorResult<Event, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Carries events from a source that pushes to one consumer that pulls. It holds a bounded number: beyond it the source is paused,
 * until the consumer has caught up.
 */
export class EventChannel<Event> {
  readonly #source: ChannelSource;
  readonly #events: Event[] = [];
  /** The next event to hand out: taking from the front of an array would move all that follow. */
  #head = 0;
  #paused = false;
  #end: { readonly error?: unknown } | undefined;
  /** Calls that wait, while nothing is held. */
  #waiting: Waiting<Event>[] = [];

  constructor(source: ChannelSource) {
    this.#source = source;
  }

  /** Adds an event; ignored after the end. */
  push(event: Event): void {
    if (this.#end !== undefined) return;
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) {
      waiting.resolve({ done: false, value: event });
      return;
    }
    this.#events.push(event);
    if (!this.#paused && this.#events.length - this.#head >= HIGH_WATER_MARK) {
      this.#paused = true;
      this.#source.pause();
    }
  }

  /** Drops those of the held events that match. */
  drop(matches: (event: Event) => boolean): void {
    const kept = this.#events.slice(this.#head).filter((event) => !matches(event));
    this.#events.length = 0;
    this.#events.push(...kept);
    this.#head = 0;
    this.#resumeIfRoom();
  }

  /** Ends the channel once its events are taken: with an error when there is one. The first end counts. */
  end(end: { readonly error?: unknown } = {}): void {
    this.#end ??= end;
    this.#endWaiting();
  }

  /** Drops what is held, and ends without an error. */
  cancel(): void {
    this.#events.length = 0;
    this.#head = 0;
    this.#end = {};
    this.#endWaiting();
  }

  /** The next event, waiting for one. Rejects with the error that the channel ended with, once. */
  next(): Promise<IteratorResult<Event, undefined>> {
    if (this.#head < this.#events.length) return Promise.resolve({ done: false, value: this.#take() });
    return new Promise((resolve, reject) => {
      const waiting = { resolve, reject };
      // As a rule one call waits, most of the time: a literal has room for it, where push makes room for seventeen.
      if (this.#waiting.length === 0) this.#waiting = [waiting];
      else this.#waiting.push(waiting);
      this.#endWaiting();
    });
  }

  /** Answers the calls that wait once the end has come: the first with its error. */
  #endWaiting(): void {
    for (let end = this.#end; end !== undefined; end = this.#end) {
      const waiting = this.#waiting.shift();
      if (waiting === undefined) return;
      this.#end = {};
      if ("error" in end) waiting.reject(end.error);
      else waiting.resolve({ done: true, value: undefined });
    }
  }

  #take(): Event {
    const event = this.#events[this.#head] as Event;
    this.#head++;
    // Copying the rest down when half is spent costs each event one move in all.
    if (this.#head * 2 >= this.#events.length) {
      this.#events.splice(0, this.#head);
      this.#head = 0;
    }
    this.#resumeIfRoom();
    return event;
  }

  #resumeIfRoom(): void {
    if (!this.#paused || this.#events.length - this.#head > HIGH_WATER_MARK / 2) return;
    this.#paused = false;
    this.#source.resume();
  }
}
