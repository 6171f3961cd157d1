import type { AudioInput, LiveAudioSource } from "@kotoba/audio";
import { type CallOptions, ClientContext, type ClientOptions } from "@kotoba/core";
import type { JobStatus } from "./jobs/job-status.ts";
import { getJob, type JobIdResponse, type SubmitJobOptions, submitJob } from "./jobs/transcription-jobs.ts";
import { type WaitForJobOptions, waitForJob } from "./jobs/wait-for-job.ts";
import { AsrSession } from "./live/asr-session.ts";
import { type ClientSecret, createClientSecret } from "./live/create-client-secret.ts";
import type { LiveOptions } from "./live/live-options.ts";
import { type FileStreamOptions, transcribeFileStream } from "./live/transcribe-file-stream.ts";
import { type TranscribeStreamOptions, transcribeStream } from "./live/transcribe-stream.ts";
import { type WaitUntilReadyOptions, waitUntilReady } from "./readiness/wait-until-ready.ts";
import { type TranscribeOptions, transcribe } from "./transcribe.ts";
import type { TranscriptResult } from "./transcript-result.ts";

/** Options of a client for speech recognition. */
export interface AsrClientOptions extends ClientOptions {
  /**
   * Where recognition is served: the REST base (`https://HOST/v1`, or just `https://HOST`) or the live URL beside it
   * (`wss://HOST/v1/realtime`). Default: the registered routes, then `KOTOBA_ASR_REST_URL` and `KOTOBA_ASR_URL`.
   */
  readonly url?: string | undefined;
}

/**
 * Speech recognition: recordings become text, and so does speech while it is being spoken.
 *
 * Every method may reject with `AuthError`, `RateLimitError`, `ProtocolError` or `APIError` (by what the service answers),
 * `TimeoutError`, `UnsupportedRouteError` (no URL is known), `ConfigurationError` (a bad option, found before anything is sent),
 * `AudioFormatError` (a file that is missing, empty or no file), or with the reason of the signal that aborted it.
 *
 * @example
 * const asr = new AsrClient();                       // KOTOBA_API_KEY, KOTOBA_ASR_REST_URL
 * const { text } = await asr.transcribe("meeting.wav", { language: "en" });
 */
export class AsrClient implements AsyncDisposable {
  readonly #context: ClientContext;
  readonly #ownsContext: boolean;
  readonly #url: string | undefined;

  /**
   * @param context - Connections, retry budget and every option but `url`, shared with other clients; for the packages of this
   *   project. It stays its maker's to close.
   * @throws {ConfigurationError} naming an option or environment variable that cannot be used.
   */
  constructor(options: AsrClientOptions = {}, context?: ClientContext) {
    this.#context = context ?? new ClientContext(options);
    this.#ownsContext = context === undefined;
    this.#url = options.url;
    if (options.url !== undefined) this.#context.secureUrl(options.url, "option url");
  }

  /**
   * Transcribes a recording of any length: uploads it, and waits until the transcript is there.
   *
   * In mode `job`, an error that comes after the upload carries the `jobId`: {@link AsrClient.waitForJob} takes up the wait.
   *
   * @param audio - A path, a `file:` URL, bytes, a `Blob` or `File`, a web or Node stream, or any async iterable of bytes. A path
   *   or `Blob` is read as it is sent, so that its size does not matter.
   * @throws {TranscriptionError} when the service could not transcribe it.
   * @throws {WorkerStartupError} when `startupTimeoutMs` was given and passed.
   */
  transcribe(audio: AudioInput, options: TranscribeOptions = {}): Promise<TranscriptResult> {
    return transcribe(this.#context, audio, this.#withUrl(options));
  }

  /** Uploads a recording as a new transcription job (contract, section 3), and gives its id at once. */
  submitJob(audio: AudioInput, options: SubmitJobOptions = {}): Promise<JobIdResponse> {
    return submitJob(this.#context, audio, this.#withUrl(options));
  }

  /**
   * Asks once how a job stands. A job that failed is a status here, not an error.
   *
   * @throws {JobNotFoundError} when the service does not know it.
   */
  getJob(jobId: string, options: CallOptions = {}): Promise<JobStatus> {
    return getJob(this.#context, jobId, this.#withUrl(options));
  }

  /**
   * Waits for the end of a job that was submitted before, by this or another process. Every error carries the `jobId`.
   *
   * @throws {TranscriptionError} when the job failed. @throws {JobNotFoundError} when the service does not know it.
   * @throws {TimeoutError} in phase `job` when `timeoutMs` passes; the job goes on, and can be waited for again.
   */
  waitForJob(jobId: string, options: WaitForJobOptions = {}): Promise<TranscriptResult> {
    return waitForJob(this.#context, jobId, this.#withUrl(options));
  }

  /**
   * Opens a live recognition (contract, section 5). Resolves when the service takes audio: 24 kHz mono, unless `inputSampleRate` says what yours has.
   *
   * @throws {TimeoutError} in phase `handshake`, when one attempt takes over `timeoutMs` (default 15,000).
   */
  stream(options: LiveOptions = {}): Promise<AsrSession> {
    return AsrSession.open(this.#context, this.#withUrl(options));
  }

  /**
   * Mints a client secret: a credential that soon expires, for a program that should not hold the key, such as a web page. It opens live
   * sessions as `stream({ clientSecret: secret.value })` (contract, section 2).
   */
  createClientSecret(options: LiveOptions = {}): Promise<ClientSecret> {
    return createClientSecret(this.#context, this.#withUrl(options));
  }

  /**
   * The words of live audio, as soon as they are recognised: deltas, to be put behind each other. For the text that the service
   * settles on at the end of each turn, use {@link AsrClient.stream} and `final_transcript`. Stopping early ends the session.
   *
   * @param audio - Any iterable or stream of chunks: samples, or `pcm16` bytes without a header; mono, at `inputSampleRate` (24 kHz
   *   unless given). For a file, see {@link AsrClient.transcribeFileStream}.
   */
  transcribeStream(audio: LiveAudioSource, options: TranscribeStreamOptions = {}): AsyncIterable<string> {
    return transcribeStream(this.#context, audio, this.#withUrl(options));
  }

  /**
   * Sends a file over the live route, at its own pace unless told otherwise, and gives the whole transcript. It has no
   * segments: live recognition makes no timings. WAV, AIFF and AU files are decoded as they are, MP3, FLAC and Ogg by the optional packages
   * that `@kotoba/audio` names, anything else by ffmpeg where that is installed.
   *
   * @param audio - As for {@link AsrClient.transcribe}.
   */
  transcribeFileStream(audio: AudioInput, options: FileStreamOptions = {}): Promise<TranscriptResult> {
    return transcribeFileStream(this.#context, audio, this.#withUrl(options));
  }

  /**
   * Waits until a deployment that scales to zero can serve, asking with short requests.
   *
   * @throws {WorkerStartupError} when `timeoutMs` passes.
   */
  waitUntilReady(options: WaitUntilReadyOptions = {}): Promise<void> {
    return waitUntilReady(this.#context, this.#withUrl(options));
  }

  /** Ends the client's connections. Calls under way, and later ones, reject with a `ConfigurationError` of code `client_closed`. */
  async close(): Promise<void> {
    if (this.#ownsContext) await this.#context.close();
  }

  /** {@link AsrClient.close}, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #withUrl<Options extends CallOptions>(options: Options): Options {
    return options.url === undefined && this.#url !== undefined ? { ...options, url: this.#url } : options;
  }
}
