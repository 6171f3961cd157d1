import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { buffer } from "node:stream/consumers";
import { WebSocket, WebSocketServer } from "ws";
import { listen } from "../listen.ts";

/** A server to put behind a fault proxy; for tests. Over REST it answers with what it was sent, and on which of its connections. */
export interface FaultTestServer extends AsyncDisposable {
  readonly url: string;
  /** The server's ends of the WebSockets so far. */
  readonly webSockets: readonly WebSocket[];
  /** The headers of all upgrade requests so far, also of those that are refused. */
  readonly upgrades: readonly IncomingHttpHeaders[];
  /** The server's ends of all TCP connections so far. */
  readonly sockets: readonly Socket[];
}

/** Starts it. It refuses a WebSocket at `/refused` with 401, and never answers a request to `/hanging`. */
export async function startFaultTestServer(): Promise<FaultTestServer> {
  const webSockets: WebSocket[] = [];
  const upgrades: IncomingHttpHeaders[] = [];
  const sockets: Socket[] = [];
  const server = createServer(async (request, response) => {
    if (request.url === "/hanging") return;
    if (request.url === "/broken") {
      request.socket.resetAndDestroy();
      return;
    }
    const body = await buffer(request).catch(() => undefined);
    response.setHeader("x-connection", sockets.indexOf(request.socket));
    response.end(body);
  });
  const webSocketServer = new WebSocketServer({
    noServer: true,
    perMessageDeflate: true,
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  server.on("connection", (socket) => sockets.push(socket));
  server.on("upgrade", (request: IncomingMessage, socket, head) => {
    upgrades.push(request.headers);
    if (request.url === "/refused") {
      socket.end("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
      return;
    }
    webSocketServer.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on("error", () => {});
      webSockets.push(webSocket);
    });
  });
  const url = await listen(server, "127.0.0.1", 0, "The test server");
  return {
    url,
    webSockets,
    upgrades,
    sockets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** The two ends of one live connection through a proxy. */
export interface LivePair {
  readonly client: WebSocket;
  readonly server: WebSocket;
  /** What the client has received so far: texts as they are, binary messages as their lengths. */
  readonly received: readonly (string | number)[];
  /** Resolves with the code and the error with which the client's end closed. */
  readonly closed: Promise<{ readonly code: number; readonly error: string | undefined }>;
}

/** Opens a live connection; rejects when it is refused. */
export async function openLive(
  proxyUrl: string,
  { webSockets }: FaultTestServer,
  { path = "/live", ...options }: { readonly path?: string; readonly perMessageDeflate?: boolean } = {},
): Promise<LivePair> {
  const client = new WebSocket(`${proxyUrl.replace("http", "ws")}${path}`, ["one", "two"], {
    headers: { authorization: "Bearer the-key" },
    perMessageDeflate: false,
    ...options,
  });
  const received: (string | number)[] = [];
  client.on("message", (data: Buffer, isBinary: boolean) =>
    received.push(isBinary ? data.length : String(data)),
  );
  const before = webSockets.length;
  await once(client, "open");
  let error: string | undefined;
  client.on("error", (cause: Error & { code?: string }) => {
    error ??= cause.code;
  });
  socketOf(client).on("error", (cause: Error & { code?: string }) => {
    error ??= cause.code;
  });
  const closed = new Promise<{ code: number; error: string | undefined }>((resolve) => {
    client.once("close", (code) => resolve({ code, error }));
  });
  const server = webSockets[before];
  if (server === undefined) throw new Error("The server was left out.");
  return { client, server, received, closed };
}

/** The TCP socket under a WebSocket. */
export function socketOf(webSocket: WebSocket): Socket {
  return Reflect.get(webSocket, "_socket");
}

/** A TCP connection to the server at an origin. */
export async function openTcp(url: string): Promise<Socket> {
  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  await once(socket, "connect");
  return socket;
}
