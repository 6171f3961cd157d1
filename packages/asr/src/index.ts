/**
 * Speech recognition: recordings become text, with times, or captions; speech becomes text while it is spoken. Begin with
 * {@link AsrClient}.
 *
 * @module @kotoba/asr
 */

export type {
  AudioInput,
  LiveAudioChunk,
  LiveAudioFormat,
  LiveAudioSource,
  ResumeOptions,
} from "@kotoba/audio";
export {
  APIError,
  type ApiKey,
  AudioFormatError,
  AuthError,
  type CallOptions,
  type ClientOptions,
  ConfigurationError,
  ConnectionLostError,
  type ConnectionLostErrorOptions,
  endpointFor,
  type Gap,
  type GapEvent,
  JobNotFoundError,
  KotobaError,
  type KotobaErrorOptions,
  type LogFields,
  type Logger,
  type Modality,
  ProtocolError,
  RateLimitError,
  type ReconnectedEvent,
  type ReconnectingEvent,
  type ResumeEvent,
  type Route,
  RouteTable,
  type RouteTransport,
  registerEndpoint,
  registeredRoutes,
  type SessionOptions,
  type SessionState,
  type SessionStats,
  TimeoutError,
  type TimeoutErrorOptions,
  type TimeoutPhase,
  TranscriptionError,
  UnsupportedRouteError,
  WorkerStartupError,
} from "@kotoba/core";
export { AsrClient, type AsrClientOptions } from "./asr-client.ts";
export type { CaptionOptions } from "./captions/caption-options.ts";
export type { CaptionInput } from "./captions/caption-segments.ts";
export { toSrt } from "./captions/srt.ts";
export { toVtt } from "./captions/vtt.ts";
export type { DoneJob, FailedJob, JobStatus, ProcessingJob } from "./jobs/job-status.ts";
export type { JobIdResponse, SubmitJobOptions } from "./jobs/transcription-jobs.ts";
export type { WaitForJobOptions } from "./jobs/wait-for-job.ts";
export type { AsrSession } from "./live/asr-session.ts";

export type { ClientSecret } from "./live/create-client-secret.ts";
export type {
  AsrEvent,
  CommittedEvent,
  DoneEvent,
  FinalTranscriptEvent,
  PartialTranscriptEvent,
  SessionReadyEvent,
} from "./live/live-events.ts";
export type { LiveOptions, TurnDetection } from "./live/live-options.ts";

export type { FileStreamOptions } from "./live/transcribe-file-stream.ts";
export type { TranscribeStreamOptions } from "./live/transcribe-stream.ts";
export type { WaitUntilReadyOptions } from "./readiness/wait-until-ready.ts";
export type { Segment } from "./segment.ts";
export type { TranscribeOptions } from "./transcribe.ts";
export type { TranscriptMetadata, TranscriptResult } from "./transcript-result.ts";
export type {
  DoneProgress,
  OnTranscriptionProgress,
  ProcessingProgress,
  StartingProgress,
  TranscriptionProgress,
  UploadingProgress,
} from "./transcription-progress.ts";
export type { StylePreference, UploadOptions } from "./upload-options.ts";
