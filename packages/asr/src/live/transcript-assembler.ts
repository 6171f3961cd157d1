import type { AsrEvent } from "./live-events.ts";

interface Turn {
  /** Absent where the service gives none: then there is one such turn at a time. */
  readonly itemId: string | undefined;
  deltas: string;
  completed: string | undefined;
}

/**
 * Puts a transcript together: the turns' completed texts in order, and the deltas of a turn that never completed; never both of one turn
 * (contract, section 5).
 */
export class TranscriptAssembler {
  readonly #turns: Turn[] = [];

  /** Takes the next event of the session. */
  add(event: AsrEvent): void {
    if (event.type === "partial_transcript") this.#turn(event.itemId).deltas += event.text;
    if (event.type === "final_transcript") this.#turn(event.itemId).completed = event.text;
  }

  /** The texts of the turns so far, in order, none of them empty. */
  get turns(): readonly string[] {
    return this.#turns
      .map(({ completed, deltas }) => (completed ?? deltas).trim())
      .filter((text) => text !== "");
  }

  #turn(itemId: string | undefined): Turn {
    const found = this.#turns.findLast(
      (turn) => turn.itemId === itemId && (itemId !== undefined || turn.completed === undefined),
    );
    if (found !== undefined) return found;
    const turn: Turn = { itemId, deltas: "", completed: undefined };
    this.#turns.push(turn);
    return turn;
  }
}
