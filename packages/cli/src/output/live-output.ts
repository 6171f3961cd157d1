import type { AsrEvent } from "@kotoba/sdk";

/** Where the events of a live recognition go. */
export interface LiveOutput {
  /** Takes the next event. @param time - Seconds since the first audio was sent. */
  show(event: AsrEvent, time: number): void;
  /** The session is over, however it ended: what was said of turns that did not end is worth having, too. */
  end(): void | Promise<void>;
}
