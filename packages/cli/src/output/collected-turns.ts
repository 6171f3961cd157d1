import type { Segment } from "@kotoba/sdk";
import type { LiveOutput, TurnEvent } from "./live-output.ts";
import { OpenTurns } from "./open-turns.ts";

/** Keeps the turns of a live session, with the times at which their words were recognised. */
export class CollectedTurns implements LiveOutput<TurnEvent> {
  readonly #open = new OpenTurns();
  readonly #ended: Segment[] = [];

  /** Those that have ended, in the order in which they did. */
  get ended(): readonly Segment[] {
    return this.#ended;
  }

  show(event: TurnEvent, time: number): void {
    const turn = this.#open.add(event, time);
    if (turn !== undefined) this.#ended.push(turn);
  }

  end(): void {
    this.#ended.push(...this.#open.end());
  }
}
