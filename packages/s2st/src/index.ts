/**
 * Speech-to-speech translation: what is said in one language is heard in another, while it is being said. Begin with
 * {@link S2stClient}.
 *
 * @module @kotoba/s2st
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
  UnsupportedRouteError,
} from "@kotoba/core";
export type { S2stMetadata, S2stResult } from "./result/s2st-result.ts";
export { S2stClient, type S2stClientOptions } from "./s2st-client.ts";
export type { S2stSession } from "./translation/s2st-session.ts";
export type { TranslateOptions } from "./translation/translate.ts";
export type {
  S2stAudioChunkEvent,
  S2stCommittedEvent,
  S2stDoneEvent,
  S2stEvent,
  S2stPartialTranscriptEvent,
  S2stSessionReadyEvent,
} from "./translation/translation-events.ts";
export type { OutputDevice, S2stOptions } from "./translation/translation-options.ts";
