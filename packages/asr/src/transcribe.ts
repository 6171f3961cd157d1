import type { AudioInput } from "@kotoba/audio";
import { type ClientContext, ConfigurationError, requireDurationMs } from "@kotoba/core";
import { DEFAULT_JOB_LANGUAGE, submitSource } from "./jobs/transcription-jobs.ts";
import { validatePollOptions, type WaitForJobOptions, waitForJob } from "./jobs/wait-for-job.ts";
import { type OneShotOptions, transcribeOnce } from "./one-shot/transcribe-once.ts";
import { openUpload } from "./open-upload.ts";
import { waitUntilReady } from "./readiness/wait-until-ready.ts";
import type { TranscriptResult } from "./transcript-result.ts";

/** Options of a whole transcription. */
export interface TranscribeOptions extends OneShotOptions, WaitForJobOptions {
  /**
   * `job`: upload, then ask until it is done; for recordings of any length. `one-shot`: one request, for short recordings and
   * for gateway deployments, which have no jobs (contract, sections 3 and 4). Default `job`.
   */
  readonly mode?: "job" | "one-shot" | undefined;
  /** ISO 639-1 code of the language that is spoken. Default: `ja` in mode `job`, the deployment's own in mode `one-shot`. */
  readonly language?: string | undefined;
  /** Words that are likely to come up: names, terms. Mode `one-shot` only. */
  readonly keywords?: readonly string[] | undefined;
  /** `pcm_s16le_16` for raw 16 kHz mono samples without a header. Mode `one-shot` only. Default `other`. */
  readonly fileFormat?: "other" | "pcm_s16le_16" | undefined;
  /** How long the transcript may take once the upload is done, in milliseconds. Default 1,200,000 (20 minutes). */
  readonly timeoutMs?: number | undefined;
  /**
   * For a deployment that scales to zero: waits up to so many milliseconds until it can serve, before anything is uploaded.
   * Default: it is taken to be up.
   */
  readonly startupTimeoutMs?: number | undefined;
}

/** From a recording to its transcript, in the mode that was asked for. */
export async function transcribe(
  context: ClientContext,
  audio: AudioInput,
  options: TranscribeOptions,
): Promise<TranscriptResult> {
  const { mode = "job", startupTimeoutMs, onProgress } = options;
  validateOptions(options);
  // First of all: a missing file is not worth the start of a deployment.
  await using source = await openUpload(context, audio, options, context.timeoutMs);
  if (startupTimeoutMs !== undefined) {
    onProgress?.({ state: "starting" });
    await waitUntilReady(context, { ...options, timeoutMs: startupTimeoutMs });
  }
  if (mode === "one-shot") return await transcribeOnce(context, source, options);
  // The limit is the transcript's, not the upload's.
  const { jobId } = await submitSource(context, source, { ...options, timeoutMs: undefined });
  const result = await waitForJob(context, jobId, options);
  return { ...result, metadata: { ...result.metadata, language: options.language ?? DEFAULT_JOB_LANGUAGE } };
}

/** Everything that can be wrong is found before anything is sent. */
function validateOptions(options: TranscribeOptions): void {
  const { mode = "job", startupTimeoutMs } = options;
  if (mode !== "job" && mode !== "one-shot") {
    throw new ConfigurationError(`The option mode must be "job" or "one-shot", not ${JSON.stringify(mode)}.`);
  }
  requireDurationMs("startupTimeoutMs", startupTimeoutMs);
  validatePollOptions(options);
  if (mode === "job") refuseOneShotOptions(options);
}

function refuseOneShotOptions({ keywords, fileFormat }: TranscribeOptions): void {
  const name = keywords !== undefined ? "keywords" : fileFormat !== undefined ? "fileFormat" : undefined;
  if (name === undefined) return;
  throw new ConfigurationError(
    `The option ${name} goes with mode "one-shot": the jobs of the service do not take it.`,
  );
}
