import type { IncomingMessage } from "node:http";
import type { JobBody, JobIdBody } from "@kotoba/asr/protocol";
import { abortable, abortableDelay } from "@kotoba/core";
import type { EmulatorState } from "../emulator-state.ts";
import { engineFor, engineUnavailable, SERVICE_LANGUAGES } from "../engines/engine-selection.ts";
import type { RecognizedUtterance } from "../engines/recognition-engine.ts";
import { wordSeparator } from "../engines/word-separator.ts";
import type { ExchangeTap } from "../traffic/traffic-tap.ts";
import { recognizeRecording } from "../transcription/recognize-recording.ts";
import { fileSpeechSamples } from "../transcription/speech-samples.ts";
import { HttpFailure, validationFailure } from "./http-failure.ts";
import type { HttpAnswer } from "./http-listener.ts";
import { receiveUpload, type UploadForm } from "./upload-form.ts";

/** The service's times stand on a grid of this many seconds (contract, section 3). */
const TIME_GRID_SECONDS = 0.08;

/** `POST /v1/transcription_jobs`: takes the upload, answers at once, and transcribes behind it. */
export async function submitTranscriptionJob(
  state: EmulatorState,
  request: IncomingMessage,
  tap: ExchangeTap,
): Promise<HttpAnswer> {
  const form = await receiveUpload(request, state.uploadFolder, state.maxUploadBytes, tap);
  try {
    state.errors.request("submit-job");
    const language = languageOf(form);
    const withTimestamps = form.flag("with_timestamps");
    const humanName = form.field("human_name");
    if (humanName !== undefined && humanName !== "kana") {
      throw validationFailure("human_name", "Input should be 'kana'", "literal_error");
    }
    const { jobMs = 0 } = state.latency;
    const body: JobIdBody = {
      job_id: state.jobs.start(async () => {
        const work = Promise.all([
          transcribe(state, form, language, withTimestamps),
          jobMs === 0 ? undefined : abortableDelay(state.clock, jobMs, state.closing),
        ]);
        const [body] = await abortable(work, state.closing);
        return body;
      }),
    };
    return { status: 202, body };
  } catch (error) {
    await form[Symbol.asyncDispose]();
    throw error;
  }
}

/** `GET /v1/transcription_jobs/{job_id}` */
export function getTranscriptionJob(state: EmulatorState, jobId: string): HttpAnswer {
  state.errors.request("poll-job");
  // The ids that are given out need no decoding.
  const body = state.jobs.get(jobId);
  if (body === undefined) throw new HttpFailure(404, { detail: "Job not found" });
  return { status: body.state === "processing" ? 202 : 200, body };
}

async function transcribe(
  state: EmulatorState,
  form: UploadForm,
  language: string,
  withTimestamps: boolean,
): Promise<JobBody> {
  await using upload = form;
  const engine = engineFor(state.engines, language);
  if (engine === undefined)
    return { state: "error", error_message: engineUnavailable(state.engines, language) };
  const samples = fileSpeechSamples(upload.filePath);
  const { utterances } = await recognizeRecording(engine, samples, {
    language,
    uploadSha256: upload.sha256,
    signal: state.closing,
  });
  const transcription = utterances.map(({ text }) => text).join(wordSeparator(language));
  return { state: "done", transcription, segments: withTimestamps ? utterances.map(segmentOf) : null };
}

function languageOf(form: UploadForm): string {
  const language = form.field("language") ?? "ja";
  if (SERVICE_LANGUAGES.includes(language)) return language;
  const expected = SERVICE_LANGUAGES.map((code) => `'${code}'`).join(", ");
  throw validationFailure("language", `Input should be ${expected}`, "literal_error");
}

function segmentOf({ text, start, end }: RecognizedUtterance) {
  const onGrid = (steps: number) => Number((steps * TIME_GRID_SECONDS).toFixed(2));
  return {
    text,
    start: onGrid(Math.floor(start / TIME_GRID_SECONDS)),
    end: onGrid(Math.ceil(end / TIME_GRID_SECONDS)),
  };
}
