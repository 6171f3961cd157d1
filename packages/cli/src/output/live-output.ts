import type { AsrEvent, S2stEvent } from "@kotoba/sdk";

/** What is said, turn by turn: some more words of a turn, and the whole of it when it has ended. Other events tell nothing of that. */
export type TurnEvent =
  | {
      readonly type: "partial_transcript" | "final_transcript";
      readonly text: string;
      readonly itemId?: string;
    }
  | { readonly type: Exclude<(AsrEvent | S2stEvent)["type"], "partial_transcript" | "final_transcript"> };

/** Where the events of a live session go. */
export interface LiveOutput<Event> {
  /** Takes the next event. @param time - Seconds since the first audio was sent. */
  show(event: Event, time: number): void;
  /** The session is over, however it ended: what was said of turns that did not end is worth having, too. */
  end(): void | Promise<void>;
}
