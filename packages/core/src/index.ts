// biome-ignore-all assist/source/organizeImports: the exports are in tiers, by who they are for.

/**
 * What every client package stands on. For programs: the errors, the options that all clients and calls take, routes, logging and the
 * statistics of sessions, all of which the client packages export too. For the packages of this project: HTTP, retries, sessions.
 *
 * @module @kotoba/core
 */

// For programs: every client package exports these too.
export type { CallOptions, ClientOptions } from "./client-options.ts";
export type { ApiKey } from "./credentials.ts";
export { APIError } from "./errors/api-error.ts";
export { AudioFormatError, type AudioFormatErrorOptions } from "./errors/audio-format-error.ts";
export { AuthError } from "./errors/auth-error.ts";
export { ConfigurationError } from "./errors/configuration-error.ts";
export { ConnectionLostError, type ConnectionLostErrorOptions } from "./errors/connection-lost-error.ts";
export { JobNotFoundError } from "./errors/job-not-found-error.ts";
export { KotobaError, type KotobaErrorOptions } from "./errors/kotoba-error.ts";
export { ProtocolError } from "./errors/protocol-error.ts";
export { RateLimitError } from "./errors/rate-limit-error.ts";
export { TimeoutError, type TimeoutErrorOptions, type TimeoutPhase } from "./errors/timeout-error.ts";
export { TranscriptionError } from "./errors/transcription-error.ts";
export { UnsupportedRouteError } from "./errors/unsupported-route-error.ts";
export { WorkerStartupError } from "./errors/worker-startup-error.ts";
export type { LogFields, Logger } from "./logger.ts";
export {
  endpointFor,
  type Modality,
  type Route,
  RouteTable,
  type RouteTransport,
  registerEndpoint,
  registeredRoutes,
} from "./routes.ts";
export type { SessionOptions } from "./session/open-session.ts";
export type { GapEvent, ReconnectedEvent, ReconnectingEvent, ResumeEvent } from "./session/resume-events.ts";
export type { SessionState } from "./session/session-runner.ts";
export type { Gap, SessionStats } from "./session/session-stats.ts";

// For the packages built on this one: clients, audio, emulator.
export { abortable } from "./abort/abortable.ts";
export { abortableDelay } from "./abort/abortable-delay.ts";
export { type Deadline, type DeadlineOptions, withDeadline } from "./abort/deadline.ts";
export { onAbort } from "./abort/on-abort.ts";
export { ClientContext, type Surroundings } from "./client-context.ts";
export { requireDurationMs, validateCallOptions } from "./client-options.ts";
export { type Clock, systemClock } from "./clock.ts";
export { displayUrl } from "./endpoint-url.ts";
export type { Environment } from "./environment.ts";
export type { HttpRequest, HttpResponse, HttpTransport, RequestBody } from "./http/http-transport.ts";
export { jsonBody } from "./http/json-body.ts";
export { multipartUpload, type UploadFile, type UploadWatch } from "./http/multipart-upload.ts";
export { type ApiRequest, type ApiResponse, sendRequest } from "./http/send-request.ts";
export { silentLogger } from "./logger.ts";
export { Network, type NetworkOptions } from "./proxy/network.ts";
export type { ProxyServer } from "./proxy/proxy-server.ts";
export { type AudioFrame, parseAudioFrame } from "./session/audio-frame.ts";
export { errorFromFrame, isErrorFrameType } from "./session/error-frame.ts";
export { commonBeginning } from "./session/common-beginning.ts";
export { type Deferred, deferred } from "./session/deferred.ts";
export { EventChannel } from "./session/event-channel.ts";
export { completedEarly, lostConnection } from "./session/lost-connection.ts";
export { openSession, type SessionSetUp } from "./session/open-session.ts";
export { isLostLine, reopenSession } from "./session/reopen-session.ts";
export { gapOf } from "./session/resume-events.ts";
export { SaidAgain } from "./session/said-again.ts";
export { SaidFromMiddle } from "./session/said-from-middle.ts";
export { inputEnded, sessionClosed } from "./session/session-ended.ts";
export type { FrameMeaning, SessionProtocol } from "./session/session-protocol.ts";
export { SessionRunner } from "./session/session-runner.ts";
export {
  badFrame,
  type FrameSchema,
  frameFields,
  parseFrame,
  type TypedFrame,
} from "./session/typed-frame.ts";
export type { Socket, SocketListener, SocketOpener, SocketRequest } from "./socket/socket.ts";
export { version } from "./version.ts";
