import type { BatchOutcome } from "./batch-outcome.ts";
import { isCommonCause } from "./common-cause.ts";
import { failedRecording } from "./failure-message.ts";
import type { BatchTask } from "./plan-results.ts";
import { printable } from "./printable.ts";

/** Counts what the recordings of a batch came to, and keeps what its summary tells of them. */
export class BatchTally {
  readonly #total: number;
  readonly #failures: string[] = [];
  readonly #interrupted: string[] = [];
  #failed = 0;
  #done = 0;
  #skipped = 0;

  constructor(total: number) {
    this.#total = total;
  }

  get failed(): number {
    return this.#failed;
  }

  add({ input }: BatchTask, outcome: BatchOutcome): void {
    const name = printable(input);
    switch (outcome.status) {
      case "done":
        this.#done++;
        break;
      case "skipped":
        this.#skipped++;
        break;
      case "failed":
        this.#failed++;
        // What is common to all is told at the very end.
        if (outcome.jobId !== undefined || !isCommonCause(outcome.error))
          this.#failures.push(`  ${printable(failedRecording(input, outcome.error, outcome.jobId))}`);
        break;
      case "interrupted":
        this.#interrupted.push(
          `  ${name}: ${outcome.jobId === undefined ? "its upload was cut off" : `kotoba jobs wait ${outcome.jobId}`}`,
        );
        break;
      case "left":
    }
  }

  /** What went wrong or was cut off, recording by recording; undefined when nothing did. */
  details(hasJournal: boolean): string | undefined {
    const goOn = hasJournal
      ? "Stopped. The jobs go on; the same command takes them up again, or one by one:"
      : "Stopped. The jobs go on; to get their transcripts:";
    const lines = [
      ...(this.#failures.length > 0 ? ["Failed:", ...this.#failures] : []),
      ...(this.#interrupted.length > 0 ? [goOn, ...this.#interrupted] : []),
    ];
    return lines.length === 0 ? undefined : lines.join("\n");
  }

  /** How many came to what, in one line. */
  counts(): string {
    const interrupted = this.#interrupted.length;
    const left = this.#total - this.#done - this.#skipped - this.failed - interrupted;
    const parts: [number, string][] = [
      [this.#skipped, "already done"],
      [this.failed, "failed"],
      [interrupted, "stopped"],
      [left, "not begun"],
    ];
    const others = parts.filter(([count]) => count > 0).map(([count, what]) => `, ${count} ${what}`);
    return `${this.#done} done${others.join("")}.`;
  }
}
