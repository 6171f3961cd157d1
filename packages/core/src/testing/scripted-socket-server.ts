import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { Socket } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

/** What the server does with one connection: it is driven by a script, or its upgrade is refused, or never answered. */
export type ScriptedConnectionAnswer =
  | ((connection: ScriptedConnection) => void | Promise<void>)
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Sent as JSON unless it is a string. */
      readonly body?: unknown;
      /** Leaves the body without an end. Default false. */
      readonly neverEnds?: boolean;
    }
  /** Takes the upgrade and never answers. */
  | "hang";

/** One connection, in the hands of its script. */
export interface ScriptedConnection {
  /** The connection itself, for what is not below. */
  readonly webSocket: WebSocket;
  /** Sends a value as JSON. */
  send(frame: unknown): void;
  /** Sends a text frame as it is. */
  sendText(text: string): void;
  /** Sends a binary frame. */
  sendBinary(bytes: Uint8Array): void;
  /** Sends one text frame in so many fragments. */
  sendFragments(text: string, count: number): void;
  /** The next frame of the client, parsed; rejects when the connection has closed. */
  receive(): Promise<Readonly<Record<string, unknown>>>;
  /** Neither frames nor pings are seen from here on: to the client a half-open line. */
  stopReading(): void;
  /** Begins an orderly close. */
  close(code?: number, reason?: string): void;
  /** Breaks the connection without a close frame. */
  terminate(): void;
  /** Resolves with the close code when the connection has ended. */
  readonly closed: Promise<number>;
}

/** A real WebSocket server on a free loopback port that does what scripts say. */
export interface ScriptedSocketServer extends AsyncDisposable {
  /** `ws://127.0.0.1:PORT` */
  readonly url: string;
  /** The header of each upgrade that was asked for, in order. */
  readonly upgrades: readonly IncomingHttpHeaders[];
  /** The connections that were taken, in order. */
  readonly connections: readonly ScriptedConnection[];
  /** Connections that are open below the protocol. */
  readonly openSockets: number;
}

/**
 * Starts the server. Answers are used in order, the last one again and again. It ends all connections when it is disposed of.
 */
export async function startScriptedSocketServer(
  ...answers: readonly ScriptedConnectionAnswer[]
): Promise<ScriptedSocketServer> {
  const upgrades: IncomingHttpHeaders[] = [];
  const connections: ScriptedConnection[] = [];
  const sockets = new Set<Socket>();
  const webSockets = new WebSocketServer({ noServer: true, maxPayload: 2 ** 28 });
  const server = createServer();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("upgrade", (request, socket, head) => {
    const answer = answers[Math.min(upgrades.length, answers.length - 1)] ?? "hang";
    upgrades.push(request.headers);
    if (typeof answer !== "function") {
      // To see that the client goes away, and to go away with it.
      socket.on("end", () => socket.end()).resume();
    }
    if (answer === "hang") return;
    if (typeof answer === "object") {
      const { status, headers = {}, body = "", neverEnds = false } = answer;
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const length = Buffer.byteLength(text) + (neverEnds ? 1000 : 0);
      const fields = Object.entries({ ...headers, "content-length": length });
      socket.write(
        [`HTTP/1.1 ${status} Refused`, ...fields.map(([name, value]) => `${name}: ${value}`), "", text].join(
          "\r\n",
        ),
      );
      return;
    }
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      const connection = scriptedConnection(webSocket);
      connections.push(connection);
      void runScript(answer, connection);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no port.");
  return {
    url: `ws://127.0.0.1:${address.port}`,
    upgrades,
    connections,
    get openSockets() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client that goes away in the middle of a script ends it; any other failure is the test's. */
async function runScript(
  script: (connection: ScriptedConnection) => void | Promise<void>,
  connection: ScriptedConnection,
): Promise<void> {
  try {
    await script(connection);
  } catch (error) {
    if (connection.webSocket.readyState < connection.webSocket.CLOSING) throw error;
  }
}

function scriptedConnection(webSocket: WebSocket): ScriptedConnection {
  const frames: string[] = [];
  const arrivals = new EventTarget();
  const arrive = () => arrivals.dispatchEvent(new Event("arrival"));
  webSocket.on("message", (data) => {
    frames.push(data.toString());
    arrive();
  });
  webSocket.on("error", () => {});
  const closed = new Promise<number>((resolve) => {
    webSocket.on("close", (code) => {
      resolve(code);
      arrive();
    });
  });
  return {
    webSocket,
    closed,
    send: (frame) => webSocket.send(JSON.stringify(frame)),
    sendText: (text) => webSocket.send(text),
    sendBinary: (bytes) => webSocket.send(bytes),
    sendFragments(text, count) {
      const bytes = Buffer.from(text);
      const size = Math.ceil(bytes.length / count);
      for (let piece = 0; piece < count; piece++) {
        const part = bytes.subarray(piece * size, (piece + 1) * size);
        webSocket.send(part, { binary: false, fin: piece === count - 1 });
      }
    },
    async receive() {
      while (frames.length === 0) {
        if (webSocket.readyState === webSocket.CLOSED) throw new Error("The client has gone.");
        await once(arrivals, "arrival");
      }
      return JSON.parse(frames.shift() ?? "");
    },
    stopReading: () => webSocket.pause(),
    close: (code, reason) => webSocket.close(code, reason),
    terminate: () => webSocket.terminate(),
  };
}
