import { once } from "node:events";
import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { abortableDelay, type Logger } from "@kotoba/core";
import type { EmulatorState } from "../emulator-state.ts";
import type { ExchangeTap } from "../traffic/traffic-tap.ts";
import { authenticate } from "./authentication.ts";
import { mintClientSecret } from "./client-secret-route.ts";
import { contentOf, HttpFailure, trafficBody } from "./http-failure.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { speechToText } from "./speech-to-text-route.ts";
import { getTranscriptionJob, submitTranscriptionJob } from "./transcription-jobs-route.ts";

/** What a route answers with. The body travels as JSON; a text, as it is. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Who may come in, and how often. */
export interface Admission {
  /** The only key to accept; undefined accepts any. */
  readonly apiKey: string | undefined;
  readonly rateLimiter: RateLimiter | undefined;
}

/** Answers the REST routes of the wire contract. */
export function httpListener(state: EmulatorState, admission: Admission, logger: Logger): RequestListener {
  return (request, response) => {
    const tap = state.traffic.begin(request);
    answer(state, admission, request, tap, logger).then(
      (result) => send(request, response, result, tap),
      // The emulator has closed, and the connection with it.
      () => response.destroy(),
    );
  };
}

async function answer(
  state: EmulatorState,
  ...rest: [Admission, IncomingMessage, ExchangeTap, Logger]
): Promise<HttpAnswer> {
  const answer = await answerAtOnce(state, ...rest);
  const { answerMs = 0 } = state.latency;
  if (answerMs > 0) await abortableDelay(state.clock, answerMs, state.closing);
  return answer;
}

async function answerAtOnce(
  state: EmulatorState,
  admission: Admission,
  request: IncomingMessage,
  tap: ExchangeTap,
  logger: Logger,
): Promise<HttpAnswer> {
  try {
    if (state.replay !== undefined) return await state.replay.answer(await whole(request), state.closing);
    const key = authenticate(request.headers, admission.apiKey);
    admission.rateLimiter?.admit(key);
    return await route(state, request, tap);
  } catch (error) {
    if (error instanceof HttpFailure) return error;
    // A client that broke off hears nothing any more, and it is no failure of this side.
    if (request.destroyed && !request.complete)
      return { status: 400, body: { detail: "The request broke off." } };
    logger.error("The emulator failed", { reason: String(error) });
    return { status: 500, body: { detail: "Internal Server Error" } };
  }
}

async function route(state: EmulatorState, request: IncomingMessage, tap: ExchangeTap): Promise<HttpAnswer> {
  const { pathname } = requestUrl(request);
  const jobId = /^\/v1\/transcription_jobs\/([^/]+)$/.exec(pathname)?.[1];
  if (jobId !== undefined) {
    allowMethod(request, "GET");
    return getTranscriptionJob(state, jobId);
  }
  switch (pathname) {
    case "/v1/transcription_jobs":
      allowMethod(request, "POST");
      return submitTranscriptionJob(state, request, tap);
    case "/v1/speech-to-text":
      allowMethod(request, "POST");
      return speechToText(state, request, tap);
    case "/v1/realtime/transcription_sessions":
      allowMethod(request, "POST");
      return mintClientSecret(state, request, tap);
    case "/v1/model_and_cuda_availability":
      allowMethod(request, "GET");
      state.errors.request("readiness");
      return { status: 200, body: { model: true, cuda: false } };
    default:
      throw new HttpFailure(404, { detail: "Not Found" });
  }
}

/** What a request brings to a replay is read, and not looked at. */
async function whole(request: IncomingMessage): Promise<IncomingMessage> {
  request.resume();
  if (!request.complete) await once(request, "end");
  return request;
}

function requestUrl({ url = "/" }: IncomingMessage): URL {
  if (!URL.canParse(url, "http://emulator")) throw new HttpFailure(400, { detail: "Bad Request" });
  return new URL(url, "http://emulator");
}

function allowMethod(request: IncomingMessage, method: string): void {
  if (request.method !== method)
    throw new HttpFailure(405, { detail: "Method Not Allowed" }, { allow: method });
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, body, headers: ownHeaders = {} }: HttpAnswer,
  tap: ExchangeTap,
): void {
  // What is left of an upload that was refused on its way is read and dropped: closing at once would cut off the answer too.
  const refused = request.complete ? {} : { connection: "close" };
  const headers = {
    "content-type": "application/json",
    "x-request-id": crypto.randomUUID(),
    ...refused,
    ...ownHeaders,
  };
  // Nobody hears the answer to a request that broke off.
  if (request.destroyed && !request.complete) tap.received();
  else tap.answered(status, headers, trafficBody(body));
  response.writeHead(status, headers);
  response.end(contentOf(body));
  request.resume();
}
