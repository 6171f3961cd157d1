import {
  abortableDelay,
  type CallOptions,
  type ClientContext,
  ConfigurationError,
  KotobaError,
  requireDurationMs,
  TimeoutError,
  TranscriptionError,
  validateCallOptions,
  withDeadline,
} from "@kotoba/core";
import type { TranscriptResult } from "../transcript-result.ts";
import type { OnTranscriptionProgress } from "../transcription-progress.ts";
import { getJob } from "./transcription-jobs.ts";

/** How a job's end is waited for. */
export interface WaitForJobOptions extends CallOptions {
  /** How long to wait for the job's end, in milliseconds. Default 1,200,000 (20 minutes). */
  readonly timeoutMs?: number | undefined;
  /** Wait after the first question, in milliseconds. Default 1000. */
  readonly pollIntervalMs?: number | undefined;
  /** Factor by which the wait grows after each question; 1 or more. Default 1.5. */
  readonly pollBackoff?: number | undefined;
  /** The longest wait between two questions, in milliseconds. Default 10,000. */
  readonly maxPollIntervalMs?: number | undefined;
  /** Told after each question. */
  readonly onProgress?: OnTranscriptionProgress | undefined;
}

/** How long a transcription is waited for, unless the caller says otherwise. */
export const DEFAULT_JOB_TIMEOUT_MS = 1_200_000;
const LAST_QUESTION_BEFORE_END_MS = 1000;

/** Asks again and again until the job has ended. Every error that ends the wait carries the `jobId`; an abort does not. */
export async function waitForJob(
  context: ClientContext,
  jobId: string,
  options: WaitForJobOptions,
): Promise<TranscriptResult> {
  const { timeoutMs: limitMs = DEFAULT_JOB_TIMEOUT_MS, signal } = options;
  validatePollOptions(options);
  const expired = () =>
    new TimeoutError(
      `Job ${jobId} was not done within ${limitMs} ms. It goes on: waitForJob("${jobId}") takes up the wait.`,
      {
        phase: "job",
        limitMs,
        jobId,
      },
    );
  try {
    return await withDeadline({ clock: context.clock, limitMs, signal, expired }, (deadline) =>
      pollUntilEnded(context, jobId, options, limitMs, deadline.signal),
    );
  } catch (error) {
    if (KotobaError.isInstance(error) && error.jobId === undefined) {
      Object.defineProperty(error, "jobId", { value: jobId, enumerable: true });
    }
    throw error;
  }
}

async function pollUntilEnded(
  context: ClientContext,
  jobId: string,
  options: WaitForJobOptions,
  limitMs: number,
  signal: AbortSignal,
): Promise<TranscriptResult> {
  const { pollIntervalMs = 1000, pollBackoff = 1.5, maxPollIntervalMs = 10_000, onProgress } = options;
  // The job's limit is not the limit of one answer.
  const call = { ...options, signal, timeoutMs: undefined };
  // One last question is asked shortly before the limit, so that a job which is done by then is not missed.
  const lastQuestionTime = context.clock.now() + limitMs - Math.min(LAST_QUESTION_BEFORE_END_MS, limitMs / 2);
  const nextWaitMs = (waitMs: number) => {
    const untilLastQuestionMs = lastQuestionTime - context.clock.now();
    // A timer may ring a moment early: that was the last question all the same.
    return untilLastQuestionMs > 1 ? Math.min(waitMs, untilLastQuestionMs) : waitMs;
  };
  for (let waitMs = pollIntervalMs; ; waitMs *= pollBackoff) {
    const status = await getJob(context, jobId, call);
    switch (status.state) {
      case "done": {
        onProgress?.({ state: "done" });
        const { transcription: text, segments } = status;
        return { text, jobId, ...(segments === undefined ? {} : { segments }), metadata: { mode: "job" } };
      }
      case "error":
        throw new TranscriptionError(`Job ${jobId} failed: ${status.errorMessage}`, {
          jobId,
          payload: status,
        });
      case "processing":
        onProgress?.({ state: "processing", jobId });
        await abortableDelay(context.clock, nextWaitMs(Math.min(waitMs, maxPollIntervalMs)), signal);
    }
  }
}

/** @throws {ConfigurationError} naming the option that cannot be used. */
export function validatePollOptions(options: WaitForJobOptions): void {
  validateCallOptions(options);
  const { pollIntervalMs, pollBackoff, maxPollIntervalMs } = options;
  requireDurationMs("pollIntervalMs", pollIntervalMs);
  requireDurationMs("maxPollIntervalMs", maxPollIntervalMs);
  if (pollBackoff !== undefined && !(Number.isFinite(pollBackoff) && pollBackoff >= 1)) {
    throw new ConfigurationError(`The option pollBackoff must be a number from 1, not ${pollBackoff}.`);
  }
}
