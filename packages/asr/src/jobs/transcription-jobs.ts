import type { AudioInput, AudioSource } from "@kotoba/audio";
import {
  type CallOptions,
  type ClientContext,
  ConfigurationError,
  JobNotFoundError,
  multipartUpload,
  ProtocolError,
  sendRequest,
} from "@kotoba/core";
import { restBaseUrl, restUrl } from "../asr-urls.ts";
import { openUpload } from "../open-upload.ts";
import { holdsJobId, parseJobBody, parseJobIdBody } from "../protocol/transcription-job-bodies.ts";
import { type UploadOptions, uploadReporter } from "../upload-options.ts";
import { type JobStatus, jobStatusOf } from "./job-status.ts";

/** Options of a job's submission. `timeoutMs` bounds the lack of progress, not the transfer. */
export interface SubmitJobOptions extends UploadOptions {
  /** ISO 639-1 code of the language that is spoken. Default `ja`. */
  readonly language?: string | undefined;
}

/** The language of a job, unless the caller says otherwise (contract, section 3). */
export const DEFAULT_JOB_LANGUAGE = "ja";

/** What a submission gives. */
export interface JobIdResponse {
  /** What the job is asked for by. It outlives the program: keep it to fetch the transcript later. */
  readonly jobId: string;
}

/** Uploads a recording as a new job (contract, section 3). */
export async function submitJob(
  context: ClientContext,
  audio: AudioInput,
  options: SubmitJobOptions,
): Promise<JobIdResponse> {
  await using source = await openUpload(context, audio, options, options.timeoutMs ?? context.timeoutMs);
  return await submitSource(context, source, options);
}

/** {@link submitJob} for an input that is open already. */
export async function submitSource(
  context: ClientContext,
  source: AudioSource,
  options: SubmitJobOptions,
): Promise<JobIdResponse> {
  const { language = DEFAULT_JOB_LANGUAGE, withTimestamps = false, stylePreference, onProgress } = options;
  const url = restUrl(restBaseUrl(context, options.url), "transcription_jobs");
  const fields: [string, string][] = [
    ["language", language],
    ["with_timestamps", String(withTimestamps)],
  ];
  if (stylePreference?.humanName !== undefined) fields.push(["human_name", stylePreference.humanName]);
  const response = await sendRequest(
    context,
    {
      method: "POST",
      url,
      body: multipartUpload(fields, source, { onFileBytes: uploadReporter(source, onProgress) }),
      idempotent: options.retryUploads,
      wasAccepted: holdsJobId,
    },
    options,
  );
  const { job_id: jobId } = parseJobIdBody(response.json(), response.status);
  onProgress?.({ state: "processing", jobId });
  return { jobId };
}

/**
 * Asks how a job stands.
 *
 * @throws {JobNotFoundError} when the service does not know it.
 */
export async function getJob(
  context: ClientContext,
  jobId: string,
  options: CallOptions,
): Promise<JobStatus> {
  if (typeof jobId !== "string" || /^\s*\.{0,2}\s*$/.test(jobId)) {
    throw new ConfigurationError(`The jobId must be the id of a job, not ${JSON.stringify(jobId)}.`);
  }
  const url = restUrl(restBaseUrl(context, options.url), "transcription_jobs", jobId);
  try {
    const response = await sendRequest(context, { method: "GET", url }, options);
    if (response.status === 202) return { state: "processing" };
    return jobStatusOf(parseJobBody(response.json(), response.status));
  } catch (cause) {
    if (!ProtocolError.isInstance(cause) || cause.status !== 404) throw cause;
    const message = `The service knows no job ${jobId}. It may have expired, or belong to another deployment.`;
    throw new JobNotFoundError(message, {
      jobId,
      status: 404,
      requestId: cause.requestId,
      payload: cause.payload,
      cause,
    });
  }
}
