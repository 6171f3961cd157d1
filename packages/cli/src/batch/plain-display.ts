import type { BatchDisplay } from "./batch-display.ts";
import type { BatchOutcome } from "./batch-outcome.ts";
import { outcomeLine } from "./outcome-line.ts";
import type { BatchTask } from "./plan-results.ts";

/** A line for each recording that has ended. */
export class PlainDisplay implements BatchDisplay {
  readonly #output: NodeJS.WritableStream;

  constructor(output: NodeJS.WritableStream) {
    this.#output = output;
  }

  begin(): void {}

  show(): void {}

  end(task: BatchTask, outcome: BatchOutcome): void {
    const line = outcomeLine(task, outcome);
    if (line !== undefined) this.note(line);
  }

  note(text: string): void {
    this.#output.write(`${text}\n`);
  }

  [Symbol.dispose](): void {}
}
