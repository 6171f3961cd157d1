import { abortable } from "../abort/abortable.ts";
import { withDeadline } from "../abort/deadline.ts";
import type { ClientContext } from "../client-context.ts";
import { type CallOptions, validateCallOptions } from "../client-options.ts";
import { authorizationHeader, withoutKey } from "../credentials.ts";
import { displayUrl } from "../endpoint-url.ts";
import { APIError } from "../errors/api-error.ts";
import { KotobaError } from "../errors/kotoba-error.ts";
import { ProtocolError } from "../errors/protocol-error.ts";
import { TimeoutError } from "../errors/timeout-error.ts";
import { retryAfterMs } from "../retry/retry-after.ts";
import type { Delivery } from "../retry/retryable-failure.ts";
import { type AttemptOutcome, runWithRetries } from "../retry/run-with-retries.ts";
import { version } from "../version.ts";
import { describeConnectionFailure } from "./connection-failure.ts";
import { errorFromResponse, looksLikeHtml } from "./error-from-response.ts";
import type { HttpResponse, RequestBody } from "./http-transport.ts";
import { parseJson, readBodyText } from "./response-body.ts";
import { UploadProgress } from "./upload-progress.ts";

/** A request to the service, before credentials, deadlines and retries. */
export interface ApiRequest {
  /** The method. */
  readonly method: "GET" | "POST";
  /** The whole URL, query included. */
  readonly url: URL;
  /** What is sent. Default: nothing. */
  readonly body?: RequestBody | undefined;
  /** Whether the request does no harm when it is sent twice. Default: true for GET, false for POST. */
  readonly idempotent?: boolean | undefined;
  /** How long the answer may take once the request is sent, in milliseconds. Default: the call's `timeoutMs`. */
  readonly answerLimitMs?: number | undefined;
  /** Whether a body that came with 429 or 503 shows that the request was acted upon all the same. */
  readonly wasAccepted?: ((body: unknown) => boolean) | undefined;
}

/** A success. */
export interface ApiResponse {
  /** The HTTP status, from 200 to 299. */
  readonly status: number;
  /**
   * The body, parsed.
   *
   * @throws {ProtocolError} when it is no JSON.
   */
  json(): unknown;
}

/**
 * Sends a request until it succeeds or fails for good, and reads the whole answer.
 *
 * `call.timeoutMs` bounds each wait for progress: of the upload, and then of the whole answer.
 *
 * @throws {AuthError | RateLimitError | ProtocolError | APIError} by the answer's status, or when no answer came.
 * @throws {TimeoutError} in phase `upload` or `response`.
 * @throws the signal's reason, when it aborts.
 */
export async function sendRequest(
  context: ClientContext,
  request: ApiRequest,
  call: CallOptions = {},
): Promise<ApiResponse> {
  context.requireOpen();
  validateCallOptions(call);
  const { clock, random, logger, retryBudget } = context;
  return runWithRetries(
    {
      policy: context.retryPolicy(call),
      budget: retryBudget,
      clock,
      random,
      logger,
      signal: call.signal,
      idempotent: request.idempotent ?? request.method === "GET",
      operation: nameOf(request),
    },
    () => attemptRequest(context, request, call),
  );
}

async function attemptRequest(
  context: ClientContext,
  request: ApiRequest,
  call: CallOptions,
): Promise<AttemptOutcome<ApiResponse>> {
  const { clock, logger } = context;
  const { signal } = call;
  const limitMs = call.timeoutMs ?? context.timeoutMs;
  const startTime = clock.now();
  const upload = new UploadProgress(request.body, clock);
  let hasKey = false;
  const answerLimitMs = request.answerLimitMs ?? limitMs;
  const expired = () => {
    if (!hasKey) return keyFunctionHangs(limitMs);
    return stalled(request, upload.underWay ? limitMs : answerLimitMs, upload.underWay);
  };
  try {
    return await withDeadline({ clock, limitMs, signal, expired }, async (deadline) => {
      const key = await abortable(context.apiKey(), deadline.signal);
      hasKey = true;
      const response = await context.transport.send({
        method: request.method,
        url: request.url,
        headers: {
          accept: "application/json",
          "user-agent": `kotoba-sdk-typescript/${version}`,
          authorization: authorizationHeader(key, request.url),
          ...context.headers(call),
        },
        body: upload.watchedBody(deadline, answerLimitMs),
        signal: deadline.signal,
      });
      const text = await bodyText(response);
      logger.debug(nameOf(request), {
        status: response.status,
        durationMs: Math.round(clock.now() - startTime),
        requestId: response.headers["x-request-id"],
      });
      return outcomeOf(request, response, text, key, clock.now());
    });
  } catch (cause) {
    signal?.throwIfAborted();
    if (upload.sourceFailure !== undefined) throw upload.sourceFailure.error;
    context.requireOpen();
    const { delivery, replayable } = upload;
    const error = KotobaError.isInstance(cause) ? cause : unreachable(request, cause, delivery);
    logger.debug(`${nameOf(request)} failed`, { code: error.code });
    return { ok: false, error, delivery, replayable };
  }
}

/** The whole body. An error's status counts even when its body breaks off. */
async function bodyText({ status, body }: HttpResponse): Promise<string> {
  const text = readBodyText(body);
  return status >= 200 && status < 300 ? text : text.catch(() => "");
}

function outcomeOf(
  request: ApiRequest,
  { status, headers }: HttpResponse,
  text: string,
  key: string,
  now: number,
): AttemptOutcome<ApiResponse> {
  if (status >= 200 && status < 300) {
    return { ok: true, value: { status, json: () => jsonOf(request, status, headers, text, key) } };
  }
  const waitMs = retryAfterMs(headers["retry-after"], now);
  const declined =
    (status === 429 || status === 503) && request.wasAccepted?.(parseJson(text)?.json) !== true;
  return {
    ok: false,
    error: errorFromResponse({
      method: request.method,
      url: request.url,
      status,
      headers,
      text: withoutKey(text, key),
      retryAfterMs: waitMs,
    }),
    delivery: declined ? "declined" : "uncertain",
    replayable: request.body?.replayable ?? true,
    retryAfterMs: waitMs,
  };
}

function jsonOf(
  request: ApiRequest,
  status: number,
  headers: HttpResponse["headers"],
  text: string,
  key: string,
): unknown {
  const parsed = parseJson(text);
  if (parsed !== undefined) return parsed.json;
  const found = looksLikeHtml(text)
    ? "a web page instead of JSON: is the URL right, and is there a proxy in between?"
    : "a body that is no JSON.";
  throw new ProtocolError(`${nameOf(request)} answered HTTP ${status} with ${found}`, {
    code: "bad_response",
    status,
    requestId: headers["x-request-id"],
    payload: withoutKey(text, key),
  });
}

function keyFunctionHangs(limitMs: number): TimeoutError {
  const message = `The apiKey function gave no key within ${limitMs} ms.`;
  return new TimeoutError(message, { phase: "response", limitMs, code: "api_key_timeout", retryable: false });
}

function stalled(request: ApiRequest, limitMs: number, uploading: boolean): TimeoutError {
  const problem = uploading ? "made no progress with the upload" : "did not answer";
  const since = !uploading && request.body !== undefined ? " of the upload's end" : "";
  return new TimeoutError(`${nameOf(request)} ${problem} within ${limitMs} ms${since}.`, {
    phase: uploading ? "upload" : "response",
    limitMs,
  });
}

function unreachable(request: ApiRequest, cause: unknown, delivery: Delivery): APIError {
  const advice =
    request.body === undefined || delivery === "unsent"
      ? "Check the URL and the network."
      : "The service may have received the upload, so it was not sent again.";
  return new APIError(
    `${nameOf(request)} did not get through: ${describeConnectionFailure(cause)}. ${advice}`,
    {
      code: "connection_failed",
      cause,
      retryable: true,
    },
  );
}

function nameOf(request: ApiRequest): string {
  return `${request.method} ${displayUrl(request.url)}`;
}
