import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import { abortableDelay, type Clock, type Logger } from "@kotoba/core";
import { WebSocketServer } from "ws";
import { authenticate } from "../http/authentication.ts";
import { codedFailure, contentOf, HttpFailure, trafficBody } from "../http/http-failure.ts";
import type { ReplayScript } from "../replay/replay-script.ts";
import type { ErrorScript } from "../scenario/error-script.ts";
import { FailingSession } from "../scenario/failing-session.ts";
import type { LiveOperation, ScenarioLatency } from "../scenario/scenario.ts";
import { SlowLink, slowsFrames } from "../scenario/slow-link.ts";
import type { ExchangeTap, TrafficTap } from "../traffic/traffic-tap.ts";
import type { ClientSecrets } from "./client-secrets.ts";
import { LiveSession, MAX_FRAME_BYTES, type SessionHandler, type SessionLink } from "./live-session.ts";

/** What is served at a path. */
export interface LiveRoute {
  readonly operation: LiveOperation;
  readonly createHandler: (link: SessionLink) => SessionHandler;
}

/** Whose live sessions an {@link UpgradeListener} serves. */
export interface UpgradeListenerOptions {
  /** What serves the sessions at each path. */
  readonly routes: ReadonlyMap<string, LiveRoute>;
  /** The only key to accept; undefined accepts any. */
  readonly apiKey: string | undefined;
  readonly clientSecrets: ClientSecrets;
  /** How many sessions may be open at once; undefined: any number. */
  readonly maxLiveSessions: number | undefined;
  readonly logger: Logger;
  readonly traffic: TrafficTap;
  /** What serves all sessions instead of the routes. */
  readonly replay: ReplayScript | undefined;
  readonly errors: ErrorScript;
  readonly latency: ScenarioLatency;
  /** What latencies are measured by. */
  readonly clock: Clock;
}

/** Answers the requests for a WebSocket, and holds the sessions that follow. */
export class UpgradeListener {
  readonly #options: UpgradeListenerOptions;
  readonly #closing = new AbortController();
  readonly #sessions = new Map<LiveSession, Promise<void>>();
  readonly #webSockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    // What is somewhat too long is still answered with an error frame.
    maxPayload: 2 * MAX_FRAME_BYTES,
    handleProtocols: (offered) => offered.has("realtime") && "realtime",
  });

  constructor(options: UpgradeListenerOptions) {
    this.#options = options;
  }

  /** Handles the `upgrade` event of an HTTP server. */
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const tap = this.#options.traffic.begin(request);
    const { latency, clock } = this.#options;
    const { handshakeMs = 0 } = latency;
    if (handshakeMs === 0) {
      this.#answer(request, socket, head, tap);
      return;
    }
    const leave = () => void socket.destroy();
    socket.on("error", leave);
    abortableDelay(clock, handshakeMs, this.#closing.signal).then(() => {
      socket.off("error", leave);
      this.#answer(request, socket, head, tap);
    }, leave);
  }

  /** Ends all sessions; resolves when nothing is left of them. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const session of this.#sessions.keys()) session.close(1001, "The emulator is closing.");
    await Promise.all(this.#sessions.values());
  }

  #answer(request: IncomingMessage, socket: Duplex, head: Buffer, tap: ExchangeTap): void {
    let createHandler: (link: SessionLink) => SessionHandler;
    try {
      createHandler = this.#admit(request);
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      refuse(socket, error, tap);
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (client) => {
      tap.opened(client.protocol);
      const session = new LiveSession(client, createHandler, { tap, logger: this.#options.logger });
      this.#sessions.set(
        session,
        session.serve().finally(() => this.#sessions.delete(session)),
      );
    });
  }

  /** What serves the request's path, for a client that may come in. */
  #admit({ headers, url = "/" }: IncomingMessage): (link: SessionLink) => SessionHandler {
    const { replay } = this.#options;
    if (replay !== undefined) return replay.session(url);
    const { routes, apiKey, clientSecrets, maxLiveSessions = Number.POSITIVE_INFINITY } = this.#options;
    authenticate(headers, apiKey, (secret) => clientSecrets.accepts(secret));
    const [path = "/"] = url.split("?");
    const route = routes.get(path);
    if (route === undefined) throw new HttpFailure(404, { detail: "Not Found" });
    const open = [...this.#sessions.keys()].filter(({ isOpen }) => isOpen).length;
    if (open < maxLiveSessions) return this.#withScenario(route);
    const message = `There are ${open} live sessions, which is the limit.`;
    throw codedFailure(429, "too_many_concurrent_requests", message, { "retry-after": "1" });
  }

  #withScenario({ operation, createHandler }: LiveRoute): (link: SessionLink) => SessionHandler {
    const { errors, latency, clock } = this.#options;
    const failure = errors.session(operation);
    return (link) => {
      const ownLink = slowsFrames(latency) ? new SlowLink(link, latency, clock) : link;
      const session = createHandler(ownLink);
      return failure === undefined ? session : new FailingSession(session, ownLink, failure);
    };
  }
}

function refuse(socket: Duplex, { status, body, headers }: HttpFailure, tap: ExchangeTap): void {
  const content = contentOf(body);
  const fields = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(content)),
    connection: "close",
    "x-request-id": crypto.randomUUID(),
    ...headers,
  };
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
  ];
  tap.answered(status, fields, trafficBody(body));
  // A client that is gone already needs no answer.
  socket.on("error", () => {});
  socket.once("finish", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${content}`);
}
