import type { BatchOutcome } from "./batch-outcome.ts";
import { failedRecording } from "./failure-message.ts";
import type { BatchTask } from "./plan-results.ts";
import { printable } from "./printable.ts";

/** Room for the longest of what is said of a recording under way: `transcribing 999 s`. */
const STATE_COLUMNS = 18;

/** One line that tells how a recording stands. States come first: they stand below each other, however wide the names are. */
export function stateLine(state: string, name: string): string {
  return `${state.padEnd(STATE_COLUMNS)}  ${printable(name)}`;
}

/** One line that tells what a recording came to; undefined for one that was not begun. */
export function outcomeLine({ input, output }: BatchTask, outcome: BatchOutcome): string | undefined {
  switch (outcome.status) {
    case "done":
      return stateLine(`done in ${outcome.seconds.toFixed(1)} s`, output);
    case "skipped":
      return stateLine("already done", output);
    case "failed":
      return stateLine("failed", failedRecording(input, outcome.error, outcome.jobId));
    case "interrupted":
      return stateLine("interrupted", input);
    case "left":
      return undefined;
  }
}
