/** The items of a channel that are held before its source is asked to stop; it may go on when half of them are gone. */
const HIGH_WATER_MARK = 256;

/** How a channel slows its source down. */
export interface ChannelSource {
  pause(): void;
  resume(): void;
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
  /** Wakes the call whose turn it is. */
  #wake: () => void = () => {};
  #waitingCalls = 0;
  #lastAnswer: Promise<unknown> = Promise.resolve();

  constructor(source: ChannelSource) {
    this.#source = source;
  }

  /** Adds an event; ignored after the end. */
  push(event: Event): void {
    if (this.#end !== undefined) return;
    this.#events.push(event);
    if (!this.#paused && this.#events.length - this.#head >= HIGH_WATER_MARK) {
      this.#paused = true;
      this.#source.pause();
    }
    this.#wake();
  }

  /** Ends the channel once its events are taken: with an error when there is one. The first end counts. */
  end(end: { readonly error?: unknown } = {}): void {
    this.#end ??= end;
    this.#wake();
  }

  /** Drops what is held, and ends without an error. */
  cancel(): void {
    this.#events.length = 0;
    this.#head = 0;
    this.#end = {};
    this.#wake();
  }

  /** The next event, waiting for one. Rejects with the error that the channel ended with, once. */
  next(): Promise<IteratorResult<Event, undefined>> {
    if (this.#waitingCalls === 0 && this.#head < this.#events.length) {
      return Promise.resolve({ done: false, value: this.#take() });
    }
    // Calls that wait are answered one after the other.
    this.#waitingCalls++;
    const answer = this.#lastAnswer.then(() => this.#nextToCome()).finally(() => this.#waitingCalls--);
    this.#lastAnswer = answer.catch(() => {});
    return answer;
  }

  async #nextToCome(): Promise<IteratorResult<Event, undefined>> {
    while (this.#head === this.#events.length) {
      if (this.#end !== undefined) return this.#takeEnd(this.#end);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return { done: false, value: this.#take() };
  }

  /** The end, the first time with its error. */
  #takeEnd(end: { readonly error?: unknown }): IteratorReturnResult<undefined> {
    this.#end = {};
    if ("error" in end) throw end.error;
    return { done: true, value: undefined };
  }

  #take(): Event {
    const event = this.#events[this.#head] as Event;
    this.#head++;
    // Copying the rest down when half is spent costs each event one move in all.
    if (this.#head * 2 >= this.#events.length) {
      this.#events.splice(0, this.#head);
      this.#head = 0;
    }
    if (this.#paused && this.#events.length - this.#head <= HIGH_WATER_MARK / 2) {
      this.#paused = false;
      this.#source.resume();
    }
    return event;
  }
}
