/**
 * Speech synthesis: text becomes speech, also while it is still being written. Begin with {@link TtsClient}.
 *
 * @module @kotoba/tts
 */

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
  KotobaError,
  type KotobaErrorOptions,
  type LogFields,
  type Logger,
  type Modality,
  ProtocolError,
  RateLimitError,
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
export type { TtsAudioFormat } from "./protocol/tts-audio-format.ts";
export type { AudioChunk } from "./result/audio-chunk.ts";
export type { AudioMetadata, AudioResult } from "./result/audio-result.ts";
export type { InterruptedSentence, Interruption } from "./synthesis/interruption.ts";
export {
  type ServiceSpeaker,
  serviceSpeakers,
} from "./synthesis/service-speakers.ts";
export type {
  TtsAudioChunkEvent,
  TtsDoneEvent,
  TtsEvent,
  TtsFailedEvent,
  TtsSessionReadyEvent,
} from "./synthesis/synthesis-events.ts";
export type { TtsOptions } from "./synthesis/synthesis-options.ts";
export type { TtsSession } from "./synthesis/tts-session.ts";
export type { UtteranceStatus } from "./synthesis/utterance.ts";
export type { TextInput } from "./synthesis/utterance-text.ts";
export type { SentenceOptions } from "./text/sentence-options.ts";
export { TtsClient, type TtsClientOptions } from "./tts-client.ts";
