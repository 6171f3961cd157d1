import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Logger } from "@kotoba/core";
import type { EmulatorState } from "../emulator-state.ts";
import { authenticate } from "./authentication.ts";
import { mintClientSecret } from "./client-secret-route.ts";
import { HttpFailure } from "./http-failure.ts";
import type { RateLimiter } from "./rate-limiter.ts";
import { speechToText } from "./speech-to-text-route.ts";
import { getTranscriptionJob, submitTranscriptionJob } from "./transcription-jobs-route.ts";

/** What a route answers with; the body travels as JSON. */
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
    void answer(state, admission, request, logger).then((result) => send(request, response, result));
  };
}

async function answer(
  state: EmulatorState,
  admission: Admission,
  request: IncomingMessage,
  logger: Logger,
): Promise<HttpAnswer> {
  try {
    const key = authenticate(request.headers, admission.apiKey);
    admission.rateLimiter?.admit(key);
    return await route(state, request);
  } catch (error) {
    if (error instanceof HttpFailure) return error;
    // A client that broke off hears nothing any more, and it is no failure of this side.
    if (request.destroyed && !request.complete)
      return { status: 400, body: { detail: "The request broke off." } };
    logger.error("The emulator failed", { reason: String(error) });
    return { status: 500, body: { detail: "Internal Server Error" } };
  }
}

async function route(state: EmulatorState, request: IncomingMessage): Promise<HttpAnswer> {
  const { pathname } = requestUrl(request);
  const jobId = /^\/v1\/transcription_jobs\/([^/]+)$/.exec(pathname)?.[1];
  if (jobId !== undefined) {
    allowMethod(request, "GET");
    return getTranscriptionJob(state, jobId);
  }
  switch (pathname) {
    case "/v1/transcription_jobs":
      allowMethod(request, "POST");
      return submitTranscriptionJob(state, request);
    case "/v1/speech-to-text":
      allowMethod(request, "POST");
      return speechToText(state, request);
    case "/v1/realtime/transcription_sessions":
      allowMethod(request, "POST");
      return mintClientSecret(state, request);
    case "/v1/model_and_cuda_availability":
      allowMethod(request, "GET");
      return { status: 200, body: { model: true, cuda: false } };
    default:
      throw new HttpFailure(404, { detail: "Not Found" });
  }
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
  { status, body, headers = {} }: HttpAnswer,
): void {
  // What is left of an upload that was refused on its way is read and dropped: closing at once would cut off the answer too.
  const refused = request.complete ? {} : { connection: "close" };
  response.writeHead(status, {
    "content-type": "application/json",
    "x-request-id": crypto.randomUUID(),
    ...refused,
    ...headers,
  });
  response.end(JSON.stringify(body));
  request.resume();
}
