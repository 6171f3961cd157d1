import { abortable } from "../abort/abortable.ts";
import { withDeadline } from "../abort/deadline.ts";
import type { ClientContext } from "../client-context.ts";
import { type CallOptions, validateCallOptions } from "../client-options.ts";
import { displayUrl } from "../endpoint-url.ts";
import { APIError } from "../errors/api-error.ts";
import { ConfigurationError } from "../errors/configuration-error.ts";
import { KotobaError } from "../errors/kotoba-error.ts";
import { RateLimitError } from "../errors/rate-limit-error.ts";
import { TimeoutError } from "../errors/timeout-error.ts";
import { describeConnectionFailure } from "../http/connection-failure.ts";
import { type AttemptOutcome, runWithRetries } from "../retry/run-with-retries.ts";
import type { Socket } from "../socket/socket.ts";
import { version } from "../version.ts";
import { type CredentialOptions, requireCredentials, sessionCredentials } from "./session-credentials.ts";
import type { SessionProtocol } from "./session-protocol.ts";
import { SessionRunner } from "./session-runner.ts";

/** How long one attempt to open a session may take, from the connection to the service's readiness. */
export const DEFAULT_HANDSHAKE_TIMEOUT_MS = 15_000;
/** No further attempt begins after so long. */
const SET_UP_BUDGET_MS = 60_000;
const DEFAULT_HIGH_WATER_MARK_BYTES = 2 ** 20;
/** The largest frame that is taken from a server. */
const MAX_FRAME_BYTES = 10 * 2 ** 20;

/** Options of every call that opens a session. `signal` ends the session at any time. */
export interface SessionOptions extends CallOptions {
  /** How long one attempt to open the session may take, in milliseconds. Default 15,000. */
  readonly timeoutMs?: number | undefined;
  /** How many bytes may wait to leave before `sendAudio` waits. Default 1 MiB. */
  readonly highWaterMarkBytes?: number | undefined;
  /**
   * A short-lived client secret instead of the API key. It travels as it does from a browser: as a subprotocol (contract, section 2).
   */
  readonly clientSecret?: string | undefined;
}

/** What sessions are opened with, again and again. */
export interface SessionSetUp<Event> {
  /** Where the session is opened. */
  readonly url: URL;
  /** Called for each connection. */
  readonly createProtocol: () => SessionProtocol<Event>;
  /** What the caller asked for. */
  readonly options: SessionOptions & CredentialOptions;
}

/**
 * Opens a session: connects, sets it up, and resolves when the service is ready for input. What fails for want of capacity, or on
 * the way there, is tried again with a new connection, within a minute.
 *
 * @throws {AuthError | RateLimitError | ProtocolError | APIError | TimeoutError} the service's own error where it gave one.
 */
export async function openSession<Event>(
  context: ClientContext,
  setUp: SessionSetUp<Event>,
): Promise<SessionRunner<Event>> {
  const { url, options } = setUp;
  context.requireOpen();
  validateCallOptions(options);
  requireCredentials(options);
  requireHighWaterMark(options.highWaterMarkBytes);
  return await runWithRetries(
    {
      policy: { ...context.retryPolicy(options), maxElapsedMs: SET_UP_BUDGET_MS },
      budget: context.retryBudget,
      clock: context.clock,
      random: context.random,
      logger: context.logger,
      signal: options.signal,
      idempotent: true,
      operation: `Session at ${displayUrl(url)}`,
    },
    () => attemptSession(context, setUp),
  );
}

/** Tries once. Rejects with the reason of the signal alone. */
export async function attemptSession<Event>(
  context: ClientContext,
  { url, createProtocol, options }: SessionSetUp<Event>,
): Promise<AttemptOutcome<SessionRunner<Event>>> {
  const { clock, logger } = context;
  const { signal, clientSecret, timeoutMs: limitMs = DEFAULT_HANDSHAKE_TIMEOUT_MS } = options;
  const place = displayUrl(url);
  const expired = () =>
    new TimeoutError(`${place} did not get a session ready within ${limitMs} ms.`, {
      phase: "handshake",
      limitMs,
    });
  let socket: Socket | undefined;
  try {
    const session = await withDeadline({ clock, limitMs, signal, expired }, async (deadline) => {
      const key = clientSecret ?? (await abortable(context.apiKey(), deadline.signal));
      const { headers, protocols, secrets } = sessionCredentials(key, url, options);
      socket = await context.openSocket({
        url,
        headers: {
          "user-agent": `kotoba-sdk-typescript/${version}`,
          ...headers,
          ...context.headers(options),
        },
        protocols,
        secrets,
        maxFrameBytes: MAX_FRAME_BYTES,
        clock,
        signal: deadline.signal,
      });
      const runner = new SessionRunner({
        socket,
        protocol: createProtocol(),
        clock,
        logger,
        place,
        finishLimitMs: context.timeoutMs,
        highWaterMarkBytes: options.highWaterMarkBytes ?? DEFAULT_HIGH_WATER_MARK_BYTES,
        signals: [signal, context.closed],
      });
      await runner.ready();
      return runner;
    });
    return { ok: true, value: session };
  } catch (cause) {
    socket?.terminate();
    signal?.throwIfAborted();
    const error = KotobaError.isInstance(cause) ? cause : unreachable(place, cause);
    // A service that does not answer within the limit is not asked again: that would only be a longer silence.
    const replayable = !TimeoutError.isInstance(error);
    const retryAfterMs = RateLimitError.isInstance(error) ? error.retryAfterMs : undefined;
    return { ok: false, error, delivery: "unsent", replayable, retryAfterMs };
  }
}

/** With any other, a send would wait for ever. */
function requireHighWaterMark(bytes: number | undefined): void {
  if (bytes === undefined || bytes > 0) return;
  throw new ConfigurationError(
    `The option highWaterMarkBytes must be a number of bytes over 0, not ${bytes}.`,
  );
}

function unreachable(place: string, cause: unknown): APIError {
  const message = `The connection to ${place} failed: ${describeConnectionFailure(cause)}. Check the URL and the network.`;
  return new APIError(message, { code: "connection_failed", cause, retryable: true });
}
