import { abortableDelay, systemClock } from "@kotoba/core";
import type { LoggedRequest } from "../log/session-log.ts";
import { answerKind } from "./answer-kinds.ts";
import { replayHeaders } from "./replay-headers.ts";
import type { Answers, ReplayTarget } from "./replay-target.ts";

const POLL_INTERVAL_MS = 200;
/** As long as the SDK waits for a job, unless it is told. */
const JOB_LIMIT_MS = 1_200_000;
const ANSWER_LIMIT_MS = 120_000;

interface Answer {
  readonly kind: string;
  readonly body: unknown;
}

/** The id of the job that a body tells of. */
export function jobIdIn(body: unknown): string | undefined {
  const isJob = typeof body === "object" && body !== null && "job_id" in body;
  return isJob && typeof body.job_id === "string" ? body.job_id : undefined;
}

/** Makes a request anew. */
export async function replayRequest(logged: LoggedRequest, target: ReplayTarget): Promise<Answers> {
  const { kind } = await send(logged, logged.request.path, target);
  return { logged: loggedKind(logged), actual: [kind] };
}

/** Submits a job anew, and asks for it until it has ended, unless it had not ended in the log either. */
export async function replayJob(
  submission: LoggedRequest,
  questions: readonly LoggedRequest[],
  target: ReplayTarget,
): Promise<Answers> {
  const submitted = await send(submission, submission.request.path, target);
  const jobId = jobIdIn(submitted.body);
  const last = questions.at(-1) ?? submission;
  const logged = [...loggedKind(submission), ...loggedKind(last)];
  if (jobId === undefined) return { logged, actual: [submitted.kind] };
  const path = last.request.path.replace(/[^/]+$/, jobId);
  const deadline = systemClock.now() + JOB_LIMIT_MS;
  for (;;) {
    const { kind } = await send(last, path, target);
    if (logged.includes(kind) || !isPending(kind) || systemClock.now() > deadline)
      return { logged, actual: [submitted.kind, kind] };
    await abortableDelay(systemClock, POLL_INTERVAL_MS, target.signal);
  }
}

function isPending(kind: string): boolean {
  return kind.startsWith("202") || kind === "200 processing";
}

/** What a request was answered with; nothing when its client did not wait for it. */
export function loggedKind({ response }: LoggedRequest): string[] {
  if (response === undefined) return [];
  return [answerKind(response.status, response.body.type === "json" ? response.body.value : undefined)];
}

async function send(
  logged: LoggedRequest,
  path: string,
  { url, apiKey, signal }: ReplayTarget,
): Promise<Answer> {
  const limit = AbortSignal.timeout(ANSWER_LIMIT_MS);
  try {
    const response = await fetch(new URL(path, url), {
      method: logged.request.method,
      headers: { ...replayHeaders(url, apiKey), ...contentType(logged) },
      body: bodyOf(logged) ?? null,
      redirect: "manual",
      signal: AbortSignal.any([signal, limit]),
    });
    const text = await response.text();
    const body = parsed(text);
    return { kind: answerKind(response.status, body), body };
  } catch (error) {
    signal.throwIfAborted();
    return { kind: limit.aborted ? "no answer" : `no connection (${reasonOf(error)})`, body: undefined };
  }
}

function contentType({ request }: LoggedRequest): Record<string, string> {
  const type = request.headers["content-type"];
  // That of a form names a boundary, which is a new one.
  return type === undefined || request.body?.type === "multipart" ? {} : { "content-type": type };
}

function bodyOf({ request, upload = new Uint8Array() }: LoggedRequest): string | FormData | undefined {
  const { body } = request;
  if (body === undefined) return undefined;
  if (body.type === "json") return JSON.stringify(body.value);
  if (body.type === "text") return body.text;
  const form = new FormData();
  for (const { name, value } of body.fields) form.append(name, value);
  for (const { field, fileName, contentType: type } of body.files) {
    form.append(field, new Blob([new Uint8Array(upload)], { type }), fileName);
  }
  return form;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : String(cause);
}
