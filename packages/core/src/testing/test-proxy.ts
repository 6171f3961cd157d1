import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { TestCertificate } from "./test-authority.ts";

/** How the proxy behaves. */
export interface TestProxyOptions {
  /** Where every host really is: a port of 127.0.0.1. */
  readonly port: number;
  /** The value of `Proxy-Authorization` that is asked for. Default: none. */
  readonly authorization?: string | undefined;
  /** Answers every request so, instead of connecting. */
  readonly status?: number | undefined;
  /** Takes connections and never answers. Default false. */
  readonly hangs?: boolean | undefined;
  /** Speaks TLS with this certificate. Default: plain HTTP. */
  readonly certificate?: TestCertificate | undefined;
}

/** A real HTTP proxy on a free loopback port, which knows the way to one server under any name. */
export interface TestProxy extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** What it was asked to connect to, in order: `asr.example:443`. */
  readonly asked: readonly string[];
  /** The header of each request. */
  readonly headers: readonly IncomingHttpHeaders[];
  /** Connections that are open, from clients and to the server. */
  readonly openSockets: number;
}

/** Starts the proxy. It ends all connections when it is disposed of. */
export async function startTestProxy(options: TestProxyOptions): Promise<TestProxy> {
  const { port, authorization, status, hangs, certificate } = options;
  const asked: string[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const sockets = new Set<Duplex>();
  const track = (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  };
  const server = certificate === undefined ? createServer() : createSecureServer(certificate);
  server.on("connection", track);
  server.on("connect", (request: IncomingMessage, client: Duplex) => {
    asked.push(request.url ?? "");
    headers.push(request.headers);
    client.on("error", () => client.destroy());
    if (hangs) {
      // To see that the client goes away, and to go away with it.
      client.on("end", () => client.end()).resume();
      return;
    }
    const isKnown = authorization === undefined || request.headers["proxy-authorization"] === authorization;
    const refusal = status ?? (isKnown ? undefined : 407);
    if (refusal !== undefined) {
      client.end(`HTTP/1.1 ${refusal} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const server = connect(port, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(server).pipe(client);
    });
    track(server);
    client.on("close", () => server.destroy());
    server.on("close", () => client.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  return {
    host: `127.0.0.1:${address.port}`,
    asked,
    headers,
    get openSockets() {
      return sockets.size;
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
