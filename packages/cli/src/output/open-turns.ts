import type { Segment } from "@kotoba/sdk";
import type { TurnEvent } from "./live-output.ts";

interface OpenTurn {
  text: string;
  readonly start: number;
  end: number;
}

/** The turns of a live recognition that are being spoken. */
export class OpenTurns {
  readonly #open = new Map<string | undefined, OpenTurn>();

  /**
   * Takes the next event. Returns the turn that it ends, if that has any text, with the times of its first words and of this event.
   */
  add(event: TurnEvent, time: number): Segment | undefined {
    if (event.type === "partial_transcript") {
      const turn = this.#open.get(event.itemId) ?? { text: "", start: time, end: time };
      turn.text += event.text;
      turn.end = time;
      this.#open.set(event.itemId, turn);
    }
    if (event.type !== "final_transcript") return undefined;
    const start = this.#open.get(event.itemId)?.start ?? time;
    this.#open.delete(event.itemId);
    const text = oneLine(event.text);
    return text === "" ? undefined : { text, start, end: time };
  }

  /** What they say so far. */
  get text(): string {
    return [...this.#open.values()].map(({ text }) => oneLine(text)).join(" ");
  }

  /** Ends them as they are. */
  end(): Segment[] {
    const turns = [...this.#open.values()].map((turn) => ({ ...turn, text: oneLine(turn.text) }));
    this.#open.clear();
    return turns.filter(({ text }) => text !== "");
  }
}

/** Nothing that comes over the network may steer a terminal. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, " ").trim();
}
