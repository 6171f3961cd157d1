import { once } from "node:events";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { createServer } from "node:https";
import { WebSocketServer } from "ws";
import { ClientContext } from "../client-context.ts";
import type { ClientOptions } from "../client-options.ts";
import type { Environment } from "../environment.ts";
import { KotobaError } from "../errors/kotoba-error.ts";
import { sendRequest } from "../http/send-request.ts";
import { createTestAuthority } from "../testing/test-authority.ts";

/** The ways to the service that the suites compare. */
export const TRANSPORTS = ["REST", "WebSocket"] as const;
export type Transport = (typeof TRANSPORTS)[number];

export const authority: ReturnType<typeof createTestAuthority> = createTestAuthority();

/** A server that speaks TLS as asr.example and localhost, and answers requests and WebSockets. */
export interface TestTarget extends AsyncDisposable {
  readonly port: number;
  /** The headers that it received. */
  readonly headers: readonly IncomingHttpHeaders[];
}

/** Starts the server on a free loopback port. */
export async function startTestTarget(): Promise<TestTarget> {
  const headers: IncomingHttpHeaders[] = [];
  const server = createServer(authority.issue(["asr.example", "localhost"]), (request, response) => {
    headers.push(request.headers);
    response.end('{"fine":true}');
  });
  const webSockets = new WebSocketServer({ server });
  webSockets.on("connection", (_, request: IncomingMessage) => headers.push(request.headers));
  // A client that does not trust the certificate goes away in the middle of TLS.
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    port: address.port,
    headers,
    async [Symbol.asyncDispose]() {
      for (const client of webSockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client that trusts the suites' authority. */
export function contextFor(environment: Environment, options: ClientOptions = {}): ClientContext {
  return new ClientContext(
    { apiKey: "secret-key-0123456789", maxRetries: 0, ca: authority.cert, ...options },
    { environment },
  );
}

/** Reaches a host by the transport, once. */
export async function reach(
  context: ClientContext,
  transport: Transport,
  host: string,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  if (transport === "REST") {
    await sendRequest(context, { method: "GET", url: new URL(`https://${host}/v1/thing`) }, { signal });
    return;
  }
  const socket = await context.openSocket({
    url: new URL(`wss://${host}/v1/realtime`),
    headers: { authorization: "Bearer secret-key-0123456789" },
    secrets: [],
    protocols: [],
    maxFrameBytes: 1000,
    clock: context.clock,
    signal,
  });
  socket.terminate();
}

/** What reaching it fails with. @throws when it does not fail, or not with an error of ours. */
export async function failure(...args: Parameters<typeof reach>): Promise<KotobaError> {
  const error: unknown = await reach(...args).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (KotobaError.isInstance(error)) return error;
  throw new Error("No error of ours", { cause: error });
}
