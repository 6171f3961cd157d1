import type { RecognizedWord } from "../engines/recognition-engine.ts";

/**
 * What an emulator is to do in a test, as plain data: it may come from a JSON file. It is checked when the emulator starts.
 *
 * @example
 * const scenario: Scenario = {
 *   answers: [{ words: [{ text: "hello", start: 0.5, end: 0.9 }] }],
 *   latency: { jobMs: 2000 },
 *   errors: [{ on: "submit-job", nth: 1, error: "rate_limit_exceeded" }],
 * };
 */
export interface Scenario {
  /**
   * What is recognised, whatever is heard, in every language of the service. It goes before `engines`. Default: what the engines recognise.
   */
  readonly answers?: readonly ScenarioAnswer[] | undefined;
  /** How slow the service is. Default: as fast as it goes. */
  readonly latency?: ScenarioLatency | undefined;
  /** What goes wrong; of several that fit, the first. Default: nothing. */
  readonly errors?: readonly ScenarioError[] | undefined;
}

/**
 * The words of one recognition: of a job, a one-shot request or a live session. An answer with a `sha256` is that of an upload, however
 * often it comes. One with a `file` is that of whatever sounds like it, live or uploaded. The others are given in turn, each to the next
 * recognition that no hash fits; the last goes to all further ones too. A scenario has either files, or answers in turn.
 */
export interface ScenarioAnswer {
  /**
   * In order, with their times in seconds from the start of the audio. A word is told when audio of that time has passed; a pause of 0.8 s
   * ends an utterance. What has not been said when the audio ends comes with the end. None: silence.
   */
  readonly words: readonly RecognizedWord[];
  /** SHA-256 of an uploaded file, in hexadecimal digits. */
  readonly sha256?: string | undefined;
  /** Path of a recording in which this is said, in any format that uploads may have. */
  readonly file?: string | undefined;
}

/** How long the service takes, in milliseconds. Each is 0 unless said. */
export interface ScenarioLatency {
  /** Before each REST request is answered. */
  readonly answerMs?: number | undefined;
  /** Before a job is done, at least. */
  readonly jobMs?: number | undefined;
  /** Before the handshake of a live session is answered. */
  readonly handshakeMs?: number | undefined;
  /** By which the texts of live sessions come later. */
  readonly textMs?: number | undefined;
  /** Before the first audio of each response, and of a session that translates. */
  readonly firstAudioMs?: number | undefined;
  /** Before each further frame of audio. */
  readonly audioFrameMs?: number | undefined;
}

/** What a client asks for: by a REST request, or by opening a live session. */
export type ScenarioOperation = RestOperation | LiveOperation;
/** A REST request, by what it is for. */
export type RestOperation = "submit-job" | "poll-job" | "speech-to-text" | "client-secret" | "readiness";
/** The opening of a live session, by what it is for. */
export type LiveOperation = "live-asr" | "tts" | "s2st";

/** One thing that goes wrong. */
export interface ScenarioError {
  /** What it befalls. */
  readonly on: ScenarioOperation;
  /** With which of them, from 1, counting from the emulator's start. Default: with every one. */
  readonly nth?: number | undefined;
  /**
   * What goes wrong: an error of the contract by its name; an HTTP status (200 to 599), which a live session gets at its handshake; a close code of
   * live sessions (1000 to 4999); or exactly what is to be answered.
   */
  readonly error: ContractError | number | HttpErrorAnswer | FrameErrorAnswer;
  /**
   * When, for live sessions: `connect`, as the HTTP answer to the handshake; `setup`, in place of the frame that says it is ready; `work`, on
   * the first audio, or text to speak. Default: where the contract has it.
   */
  readonly at?: ErrorMoment | undefined;
}

/** When an error comes, in the life of a live session. */
export type ErrorMoment = "connect" | "setup" | "work";

/** An HTTP answer. */
export interface HttpErrorAnswer {
  /** The HTTP status. */
  readonly status: number;
  /** Sent as JSON; a string is sent as it is, as HTML. Default: `{ "detail": … }`. */
  readonly body?: unknown;
  /** Header fields beside those of every answer. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** A frame, after which the session is closed. */
export interface FrameErrorAnswer {
  /** With its `type`. */
  readonly frame: Readonly<Record<string, unknown>>;
  /** The close code. Default 1011. */
  readonly close?: number | undefined;
}

/** An error that the contract names. */
export type ContractError = CodedError | RestError | LiveError;

/** Errors with a code of the service's: an HTTP answer, or a frame of a live session. */
export type CodedError =
  | "invalid_api_key"
  | "rate_limit_exceeded"
  | "too_many_concurrent_requests"
  | "quota_exceeded"
  | "invalid_parameters"
  | "bad_request"
  | "text_string_required"
  | "max_character_length_exceeded"
  | "voice_not_found"
  | "audio_format_not_found"
  | "language_not_found"
  /** No room just now: HTTP 503, or the frame with which sessions are refused. */
  | "worker_unavailable";

/** Errors of REST alone. */
export type RestError =
  /** HTTP 422 with the field that is wrong. */
  | "validation_error"
  /** HTTP 502 with a web page, as proxies send it. */
  | "proxy_page"
  /** HTTP 200 with a body that breaks the contract. */
  | "broken_body"
  /** `poll-job`: the job's state is `error`. */
  | "job_failed"
  /** `poll-job`: HTTP 404. */
  | "job_not_found";

/** Errors of live sessions alone. */
export type LiveError =
  /** An error frame whose error is a text. */
  | "error_text"
  /** An error frame of the gateway. */
  | "x-fal-error"
  /** `tts`: a `timeout` frame; the session goes on. */
  | "timeout"
  /** `tts`: a `response.done` with status `failed`; the session goes on. */
  | "response_failed";
