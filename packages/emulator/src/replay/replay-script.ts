import type { IncomingMessage } from "node:http";
import { abortableDelay, type Clock } from "@kotoba/core";
import { codedFailure, HttpFailure } from "../http/http-failure.ts";
import type { HttpAnswer } from "../http/http-listener.ts";
import type { LoggedExchange, LoggedRequest, SessionLog } from "../log/session-log.ts";
import type { SessionHandler, SessionLink } from "../socket/live-session.ts";
import type { TrafficBody } from "../traffic/traffic-record.ts";
import { ReplayedSession } from "./replayed-session.ts";

/** Headers that belong to the connection, not to the answer. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "transfer-encoding",
]);

/** What a log has of each route, to be given again in order. */
export class ReplayScript {
  readonly #clock: Clock;
  readonly #requests = new Map<string, LoggedRequest[]>();
  readonly #sessions = new Map<string, LoggedExchange[]>();

  constructor({ exchanges }: SessionLog, clock: Clock) {
    this.#clock = clock;
    for (const exchange of exchanges) {
      if (exchange.type === "session") append(this.#sessions, pathOf(exchange.open.path), exchange);
      else if (exchange.request.headers.upgrade !== undefined)
        append(this.#sessions, pathOf(exchange.request.path), exchange);
      else append(this.#requests, routeOf(exchange.request.method, exchange.request.path), exchange);
    }
  }

  /**
   * Answers a request as the log did, as long after its beginning. When the log has no more answers, the last one to a GET is repeated.
   *
   * @throws {HttpFailure} 500 when the log has no answer.
   */
  async answer({ method = "GET", url = "/" }: IncomingMessage, signal: AbortSignal): Promise<HttpAnswer> {
    const route = routeOf(method, url);
    const logged = this.#requests.get(route) ?? [];
    const next = logged.length > 1 || method !== "GET" ? logged.shift() : logged[0];
    if (next?.response === undefined) throw notInLog(`no further ${route}`);
    const { status, headers, body, timeMs } = next.response;
    const delayMs = timeMs - next.request.timeMs;
    if (delayMs > 0) await abortableDelay(this.#clock, delayMs, signal);
    return { status, headers: ownHeaders(headers), body: contentOf(body) };
  }

  /**
   * What serves the next live connection.
   *
   * @throws {HttpFailure} when that was refused, and 500 when the log has no more.
   */
  session(url: string): (link: SessionLink) => SessionHandler {
    const path = pathOf(url);
    const next = this.#sessions.get(path)?.shift();
    if (next === undefined) throw notInLog(`no further live connection at ${path}`);
    if (next.type === "session") return (link) => new ReplayedSession(next, link, this.#clock);
    if (next.response === undefined) throw notInLog(`no answer to the handshake at ${path}`);
    const { status, headers, body } = next.response;
    throw new HttpFailure(status, contentOf(body), ownHeaders(headers));
  }
}

function append<Item>(map: Map<string, Item[]>, key: string, item: Item): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}

function pathOf(url: string): string {
  return url.split("?")[0] ?? url;
}

function routeOf(method: string, url: string): string {
  return `${method} ${pathOf(url)}`;
}

function ownHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.has(name)));
}

function contentOf(body: TrafficBody): unknown {
  if (body.type === "json") return body.value;
  return body.type === "text" ? body.text : {};
}

function notInLog(what: string): HttpFailure {
  return codedFailure(500, "not_in_log", `The log that is replayed has ${what}.`);
}
