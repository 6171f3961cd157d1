import type { Interruption } from "../interruption.ts";
import { jsonDocument } from "../output/json-document.ts";
import type { BatchDisplay } from "./batch-display.ts";
import type { BatchOutcome } from "./batch-outcome.ts";
import { BatchTally } from "./batch-tally.ts";
import { isCommonCause } from "./common-cause.ts";
import { failureCode, failureMessage } from "./failure-message.ts";
import type { BatchTask } from "./plan-results.ts";
import { StartPace } from "./start-pace.ts";
import { type BatchContext, transcribeFile } from "./transcribe-file.ts";

const LEFT: BatchOutcome = { status: "left" };

/** How a batch is run. */
export interface BatchRun extends Omit<BatchContext, "pace" | "ending" | "stop"> {
  readonly tasks: readonly BatchTask[];
  /** Files under way at once. */
  readonly concurrency: number;
  /** Whether to print a line of JSON for each recording. */
  readonly json: boolean;
  readonly display: BatchDisplay;
  readonly interruption: Interruption;
}

/**
 * Transcribes recording after recording, several at a time, and sums up.
 *
 * @returns How many failed, each for a reason of its own.
 * @throws What is common to all recordings, such as a refused key: nothing more has then been begun. The interruption's reason, after a
 *   Ctrl-C.
 */
export async function runBatch(run: BatchRun): Promise<number> {
  const { tasks, display, journal, interruption, json } = run;
  const tally = new BatchTally(tasks.length);
  const ending = new AbortController();
  let commonCause: { readonly error: unknown } | undefined;
  interruption.canFinish();
  interruption.first.addEventListener("abort", () => {
    ending.abort();
    if (!interruption.stop.aborted)
      display.note("No more files are begun; those under way go on. Ctrl-C again stops at once.");
  });
  const context: BatchContext = {
    ...run,
    pace: new StartPace(),
    ending: ending.signal,
    stop: interruption.stop,
  };
  // Shared: each worker takes the next from it.
  const queue = tasks.values();
  const work = async () => {
    for (const task of queue) {
      if (ending.signal.aborted) return;
      display.begin(task);
      const ended = await transcribeFile(task, context, (progress) => display.show(task, progress));
      const outcome = commonCause !== undefined && isSameRefusal(ended, commonCause.error) ? LEFT : ended;
      display.end(task, outcome);
      tally.add(task, outcome);
      if (json) printOutcome(task, outcome);
      if (outcome.status === "failed" && isCommonCause(outcome.error)) {
        commonCause ??= outcome;
        ending.abort();
      }
    }
  };
  await Promise.all(Array.from({ length: run.concurrency }, work));
  display[Symbol.dispose]();
  const details = tally.details(journal !== undefined);
  if (details !== undefined) console.error(details);
  console.error(tally.counts());
  interruption.first.throwIfAborted();
  if (commonCause !== undefined) throw commonCause.error;
  return tally.failed;
}

/** What was under way when the batch found its common cause, and has come to the same, is told once. A job that was made is told of. */
function isSameRefusal(outcome: BatchOutcome, commonCause: unknown): boolean {
  if (outcome.status !== "failed" || outcome.jobId !== undefined) return false;
  return isCommonCause(outcome.error) && failureCode(outcome.error) === failureCode(commonCause);
}

function printOutcome({ input: file, output }: BatchTask, outcome: BatchOutcome): void {
  if (outcome.status === "left") return;
  const { status } = outcome;
  const seconds = status === "skipped" ? 0 : outcome.seconds;
  const jobId = status === "failed" || status === "interrupted" ? outcome.jobId : undefined;
  process.stdout.write(jsonDocument({ file, output, status, error: errorOf(outcome), jobId, seconds }));
}

function errorOf(outcome: BatchOutcome) {
  if (outcome.status !== "failed") return undefined;
  const { error, jobId } = outcome;
  return { code: failureCode(error), message: failureMessage(error, jobId) };
}
