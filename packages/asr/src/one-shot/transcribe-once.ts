import type { AudioSource } from "@kotoba/audio";
import { type ClientContext, multipartUpload, requireDurationMs, sendRequest } from "@kotoba/core";
import { restBaseUrl, restUrl } from "../asr-urls.ts";
import { DEFAULT_JOB_TIMEOUT_MS } from "../jobs/wait-for-job.ts";
import { parseSpeechToTextBody, type SpeechToTextBody } from "../protocol/speech-to-text-body.ts";
import type { TranscriptResult } from "../transcript-result.ts";
import { type UploadOptions, uploadReporter } from "../upload-options.ts";

/** Options of a one-shot transcription. */
export interface OneShotOptions extends UploadOptions {
  /** ISO 639-1 code of the language that is spoken. Default: the deployment's own. */
  readonly language?: string | undefined;
  /** Words that are likely to come up: names, terms. */
  readonly keywords?: readonly string[] | undefined;
  /** `pcm_s16le_16` for raw 16 kHz mono samples without a header. Default `other`: a file whose format shows in its bytes. */
  readonly fileFormat?: "other" | "pcm_s16le_16" | undefined;
  /** How long the transcript may take, beside the time for the upload, in milliseconds. Default 1,200,000. */
  readonly timeoutMs?: number | undefined;
}

/** Transcribes a recording in one request (contract, section 4). */
export async function transcribeOnce(
  context: ClientContext,
  source: AudioSource,
  options: OneShotOptions,
): Promise<TranscriptResult> {
  const { onProgress, withTimestamps = false, timeoutMs: answerLimitMs = DEFAULT_JOB_TIMEOUT_MS } = options;
  requireDurationMs("timeoutMs", answerLimitMs);
  const url = restUrl(restBaseUrl(context, options.url), "speech-to-text");
  const response = await sendRequest(
    context,
    {
      method: "POST",
      url,
      body: multipartUpload(formFields(options), source, {
        onFileBytes: uploadReporter(source, onProgress),
        onFileEnd: () => onProgress?.({ state: "processing" }),
      }),
      idempotent: options.retryUploads,
      answerLimitMs,
    },
    { ...options, timeoutMs: undefined },
  );
  const body = parseSpeechToTextBody(response.json(), response.status);
  onProgress?.({ state: "done" });
  return transcriptOf(body, withTimestamps);
}

function formFields(options: OneShotOptions): [string, string][] {
  const { language, keywords = [], stylePreference, fileFormat = "other", withTimestamps = false } = options;
  const fields: [string, string][] = [
    ["file_format", fileFormat],
    ["with_timestamps", String(withTimestamps)],
  ];
  if (language !== undefined) fields.push(["language", language]);
  for (const keyword of keywords) fields.push(["keywords", keyword]);
  if (stylePreference?.humanName === "kana") fields.push(["kana", "true"]);
  return fields;
}

function transcriptOf(body: SpeechToTextBody, withTimestamps: boolean): TranscriptResult {
  const {
    text,
    language_code: language,
    language_probability: languageProbability,
    audio_duration_secs,
  } = body;
  // Only words with both times become segments (contract, section 4).
  const segments = body.words.flatMap(({ type, text, start, end }) =>
    type === "word" && typeof start === "number" && typeof end === "number" ? [{ text, start, end }] : [],
  );
  return {
    text,
    ...(withTimestamps && segments.length > 0 ? { segments } : {}),
    metadata: {
      mode: "one-shot",
      language,
      languageProbability,
      ...(typeof audio_duration_secs === "number" ? { audioDurationSeconds: audio_duration_secs } : {}),
    },
  };
}
