import { ConfigurationError, displayUrl } from "@kotoba/core";
import { readSessionLog } from "../log/read-session-log.ts";
import type { LoggedExchange, LoggedRequest } from "../log/session-log.ts";
import { jobIdIn, replayJob, replayRequest } from "./replay-request.ts";
import { replayHandshake, replaySession } from "./replay-session.ts";
import type { Answers, ReplayTarget } from "./replay-target.ts";

/** How a log is replayed against a server. */
export interface ReplayOptions {
  /** The log, as an emulator wrote it. */
  readonly file: string;
  /** The server's origin, for example `http://127.0.0.1:8080`; the log's paths are appended. */
  readonly url: string;
  /** The key to use in place of the one that was taken out of the log. */
  readonly apiKey: string;
  /** Ends the replay at once. */
  readonly signal?: AbortSignal | undefined;
}

/** What came of a replay. */
export interface ReplayReport {
  /** How many requests and connections were made anew; a job and the questions after it are one. */
  readonly exchanges: number;
  /** What was answered otherwise than in the log, in the log's order. */
  readonly differences: readonly ReplayDifference[];
}

/** A request or connection that was answered otherwise. */
export interface ReplayDifference {
  /** Its number in the log. */
  readonly exchange: number;
  /** For people: `POST /v1/transcription_jobs`, `/v1/realtime`. */
  readonly what: string;
  /** What the log has and the server did not answer; empty when it only answered more. */
  readonly missing: readonly string[];
  /** What the server answered and the log does not have. */
  readonly unexpected: readonly string[];
}

/**
 * Does to a server what the clients of a log did: the same requests and connections, in the same order, frames at the same times, and compares the
 * kinds of what is answered. What overlapped in the log overlaps again; pauses in between are left out.
 *
 * @throws {ConfigurationError} for a file that is no log, and a URL that is none.
 * @throws the signal's reason, when it aborts.
 */
export async function replayLog(options: ReplayOptions): Promise<ReplayReport> {
  const { file, apiKey, signal = new AbortController().signal } = options;
  const target: ReplayTarget = { url: originOf(options.url), apiKey, signal };
  const plays = playsOf((await readSessionLog(file)).exchanges);
  const ends: { readonly endMs: number; readonly ended: Promise<ReplayDifference | undefined> }[] = [];
  for (const { beginMs, endMs, ...play } of plays) {
    const before = ends.filter((earlier) => earlier.endMs <= beginMs).map(({ ended }) => ended);
    const ended = Promise.all(before).then(async () => {
      signal.throwIfAborted();
      return differenceOf(play.exchange, play.what, await play.run(target));
    });
    ends.push({ endMs, ended });
  }
  const differences = await Promise.all(ends.map(({ ended }) => ended));
  return { exchanges: plays.length, differences: differences.flatMap((difference) => difference ?? []) };
}

interface Play {
  readonly exchange: number;
  readonly what: string;
  readonly beginMs: number;
  readonly endMs: number;
  readonly run: (target: ReplayTarget) => Promise<Answers>;
}

/** What is to be done, in order; a job's submission and the questions for it are one. */
function playsOf(exchanges: readonly LoggedExchange[]): Play[] {
  const questions = new Map<string, LoggedRequest[]>();
  for (const exchange of exchanges) {
    const jobId = exchange.type === "request" ? askedJob(exchange) : undefined;
    if (jobId !== undefined && exchange.type === "request")
      questions.set(jobId, [...(questions.get(jobId) ?? []), exchange]);
  }
  return exchanges.flatMap((exchange): Play | [] => {
    if (exchange.type === "session") {
      const { open, frames, close } = exchange;
      const endMs = close?.timeMs ?? frames.at(-1)?.timeMs ?? open.timeMs;
      const run = (target: ReplayTarget) => replaySession(exchange, target);
      return { exchange: open.exchange, what: open.path, beginMs: open.timeMs, endMs, run };
    }
    const { request, response } = exchange;
    const jobId = askedJob(exchange);
    const isOwnJob = jobId !== undefined && exchanges.some((other) => submittedJob(other) === jobId);
    if (isOwnJob) return [];
    const asked = questions.get(submittedJob(exchange) ?? "") ?? [];
    const last = asked.at(-1) ?? exchange;
    return {
      exchange: request.exchange,
      what: `${request.method} ${request.path}`,
      beginMs: request.timeMs,
      endMs: last.response?.timeMs ?? response?.timeMs ?? request.timeMs,
      run: (target) => {
        if (request.headers.upgrade !== undefined) return replayHandshake(exchange, target);
        return asked.length > 0 ? replayJob(exchange, asked, target) : replayRequest(exchange, target);
      },
    };
  });
}

function askedJob({ request }: LoggedRequest): string | undefined {
  return request.method === "GET" ? /\/transcription_jobs\/([^/?]+)$/.exec(request.path)?.[1] : undefined;
}

function submittedJob(exchange: LoggedExchange): string | undefined {
  const body = exchange.type === "request" ? exchange.response?.body : undefined;
  return body?.type === "json" ? jobIdIn(body.value) : undefined;
}

function differenceOf(
  exchange: number,
  what: string,
  { logged, actual }: Answers,
): ReplayDifference | undefined {
  const missing = [...new Set(logged)].filter((kind) => !actual.includes(kind));
  const unexpected = [...new Set(actual)].filter((kind) => !logged.includes(kind));
  return missing.length + unexpected.length === 0 ? undefined : { exchange, what, missing, unexpected };
}

function originOf(url: string): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && /^https?:$/.test(parsed.protocol)) return new URL(parsed.origin);
  const shown = parsed === undefined ? url : displayUrl(parsed);
  throw new ConfigurationError(
    `A log is replayed against an origin, for example http://127.0.0.1:8080, not "${shown}".`,
  );
}
