import { type IncomingMessage, STATUS_CODES } from "node:http";
import type { Duplex } from "node:stream";
import type { Logger } from "@kotoba/core";
import { WebSocketServer } from "ws";
import { authenticate } from "../http/authentication.ts";
import { codedFailure, HttpFailure } from "../http/http-failure.ts";
import type { ClientSecrets } from "./client-secrets.ts";
import { LiveSession, MAX_FRAME_BYTES, type SessionHandler, type SessionLink } from "./live-session.ts";

/** Whose live sessions an {@link UpgradeListener} serves. */
export interface UpgradeListenerOptions {
  /** What serves the sessions at each path. */
  readonly routes: ReadonlyMap<string, (link: SessionLink) => SessionHandler>;
  /** The only key to accept; undefined accepts any. */
  readonly apiKey: string | undefined;
  readonly clientSecrets: ClientSecrets;
  /** How many sessions may be open at once; undefined: any number. */
  readonly maxLiveSessions: number | undefined;
  readonly logger: Logger;
}

/** Answers the requests for a WebSocket, and holds the sessions that follow. */
export class UpgradeListener {
  readonly #options: UpgradeListenerOptions;
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
    let createHandler: (link: SessionLink) => SessionHandler;
    try {
      createHandler = this.#admit(request);
    } catch (error) {
      if (!(error instanceof HttpFailure)) throw error;
      refuse(socket, error);
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (client) => {
      const session = new LiveSession(client, createHandler, this.#options.logger);
      this.#sessions.set(
        session,
        session.serve().finally(() => this.#sessions.delete(session)),
      );
    });
  }

  /** Ends all sessions; resolves when nothing is left of them. */
  async close(): Promise<void> {
    for (const session of this.#sessions.keys()) session.close(1001, "The emulator is closing.");
    await Promise.all(this.#sessions.values());
  }

  /** What serves the request's path, for a client that may come in. */
  #admit({ headers, url = "/" }: IncomingMessage): (link: SessionLink) => SessionHandler {
    const { routes, apiKey, clientSecrets, maxLiveSessions = Number.POSITIVE_INFINITY } = this.#options;
    authenticate(headers, apiKey, (secret) => clientSecrets.accepts(secret));
    const [path = "/"] = url.split("?");
    const createHandler = routes.get(path);
    if (createHandler === undefined) throw new HttpFailure(404, { detail: "Not Found" });
    const open = [...this.#sessions.keys()].filter(({ isOpen }) => isOpen).length;
    if (open < maxLiveSessions) return createHandler;
    const message = `There are ${open} live sessions, which is the limit.`;
    throw codedFailure(429, "too_many_concurrent_requests", message, { "retry-after": "1" });
  }
}

function refuse(socket: Duplex, { status, body, headers }: HttpFailure): void {
  const content = JSON.stringify(body);
  const fields = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(content),
    connection: "close",
    "x-request-id": crypto.randomUUID(),
    ...headers,
  };
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...Object.entries(fields).map(([name, value]) => `${name}: ${value}`),
  ];
  // A client that is gone already needs no answer.
  socket.on("error", () => {});
  socket.once("finish", () => socket.destroy());
  socket.end(`${head.join("\r\n")}\r\n\r\n${content}`);
}
