import type { WriteStream } from "node:tty";
import type { TranscriptionProgress } from "@kotoba/sdk";
import { isSteerable } from "../output/is-steerable.ts";
import type { BatchOutcome } from "./batch-outcome.ts";
import type { BatchTask } from "./plan-results.ts";

/** Shows people how far a batch is, on standard error. */
export interface BatchDisplay extends Disposable {
  /** A recording's turn has come. */
  begin(task: BatchTask): void;
  /** It has come so far. */
  show(task: BatchTask, progress: TranscriptionProgress): void;
  /** That is what it came to. */
  end(task: BatchTask, outcome: BatchOutcome): void;
  /** Says something about the batch as a whole. */
  note(text: string): void;
}

/** Lines that change on a terminal; elsewhere a line for each recording that has ended. */
export async function openBatchDisplay(output: WriteStream, total: number): Promise<BatchDisplay> {
  if (isSteerable(output)) return new (await import("./terminal-display.ts")).TerminalDisplay(output, total);
  return new (await import("./plain-display.ts")).PlainDisplay(output);
}
