import { access } from "node:fs/promises";
import { resolve } from "node:path";
import {
  JobNotFoundError,
  type KotobaClient,
  type StylePreference,
  TranscriptionError,
  type TranscriptionProgress,
  type TranscriptResult,
} from "@kotoba/sdk";
import { formatTranscript, type TranscriptFormat } from "../output/transcript-format.ts";
import type { BatchOutcome } from "./batch-outcome.ts";
import type { Journal } from "./journal.ts";
import type { BatchTask } from "./plan-results.ts";
import { identifyRecording, type RecognitionSettings, type RecordingIdentity } from "./recording-identity.ts";
import type { StartPace } from "./start-pace.ts";
import { prepareFolder, writeResult } from "./write-result.ts";

/** What the recordings of a batch share. */
export interface BatchContext {
  readonly client: KotobaClient;
  readonly settings: RecognitionSettings;
  readonly format: TranscriptFormat;
  /** How long one transcript may take, in milliseconds. Default: the SDK's. */
  readonly timeoutMs?: number | undefined;
  readonly journal?: Journal | undefined;
  readonly pace: StartPace;
  /** Aborts when nothing more is to be begun. */
  readonly ending: AbortSignal;
  /** Aborts when everything is to stop. */
  readonly stop: AbortSignal;
}

/** Told of how far one recording is. */
export type OnFileProgress = (progress: TranscriptionProgress) => void;

/** Takes one recording from wherever it stands to a transcript on the disk. Never rejects. */
export async function transcribeFile(
  task: BatchTask,
  context: BatchContext,
  onProgress: OnFileProgress,
): Promise<BatchOutcome> {
  const startTime = performance.now();
  const attempt = new FileAttempt(task, context, onProgress);
  const seconds = () => Math.round(performance.now() - startTime) / 1000;
  try {
    const status = await attempt.run();
    return status === "done" ? { status, seconds: seconds() } : { status };
  } catch (error) {
    const { jobId } = attempt;
    if (context.stop.aborted) return { status: "interrupted", jobId, seconds: seconds() };
    return { status: "failed", error, jobId, seconds: seconds() };
  }
}

class FileAttempt {
  readonly #task: BatchTask;
  readonly #context: BatchContext;
  readonly #onProgress: OnFileProgress;
  #recording: RecordingIdentity | undefined;
  /** The job that works, or has worked, on it. */
  jobId: string | undefined;

  constructor(task: BatchTask, context: BatchContext, onProgress: OnFileProgress) {
    this.#task = task;
    this.#context = context;
    this.#onProgress = onProgress;
  }

  async run(): Promise<"done" | "skipped" | "left"> {
    const { input, output } = this.#task;
    const { journal, settings, format, pace, ending } = this.#context;
    this.#recording = journal && (await identifyRecording(input, settings));
    const known = this.#recording && journal?.get(this.#recording);
    if (known?.outputs.includes(resolve(output)) && (await isThere(output))) return "skipped";
    await prepareFolder(output);
    await pace.turn(ending);
    if (ending.aborted) return "left";
    const result = await this.#transcript(known?.jobId);
    await writeResult(output, formatTranscript(result, format));
    if (this.#recording !== undefined)
      journal?.add({ state: "done", recording: this.#recording, output: resolve(output) });
    return "done";
  }

  async #transcript(knownJobId: string | undefined): Promise<TranscriptResult> {
    try {
      return (knownJobId !== undefined && (await this.#waitFor(knownJobId))) || (await this.#submit());
    } catch (error) {
      if (TranscriptionError.isInstance(error) && this.#recording !== undefined)
        this.#context.journal?.add({ state: "failed", recording: this.#recording });
      throw error;
    }
  }

  /** The transcript of a job that an earlier run submitted; undefined when the service has forgotten it. */
  async #waitFor(jobId: string): Promise<TranscriptResult | undefined> {
    const { client, settings, timeoutMs, stop, pace } = this.#context;
    this.jobId = jobId;
    try {
      const result = await client.asr.waitForJob(jobId, {
        timeoutMs,
        signal: stop,
        onProgress: this.#onProgress,
      });
      // The transcript of a job that was only waited for does not say it by itself.
      return { ...result, metadata: { ...result.metadata, language: settings.language ?? "ja" } };
    } catch (error) {
      if (!JobNotFoundError.isInstance(error)) throw error;
      this.jobId = undefined;
      await pace.turn(stop);
      return undefined;
    }
  }

  async #submit(): Promise<TranscriptResult> {
    const { client, settings, timeoutMs, stop } = this.#context;
    const { mode, withTimestamps, language, kana, keywords } = settings;
    const stylePreference: StylePreference | undefined = kana ? { humanName: "kana" } : undefined;
    return await client.asr.transcribe(this.#task.input, {
      mode,
      withTimestamps,
      language,
      keywords,
      stylePreference,
      timeoutMs,
      signal: stop,
      onProgress: (progress) => {
        if (progress.state === "processing") this.#submitted(progress.jobId);
        this.#onProgress(progress);
      },
    });
  }

  /** The first thing that happens once the service has told the job's id, in the same turn of the event loop. */
  #submitted(jobId: string | undefined): void {
    if (jobId === undefined || this.jobId !== undefined) return;
    this.jobId = jobId;
    if (this.#recording !== undefined)
      this.#context.journal?.add({ state: "submitted", recording: this.#recording, jobId });
  }
}

async function isThere(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
