import { isAscii } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { Socket as NetSocket } from "node:net";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import type { RawData, WebSocket } from "ws";
import { withDeadline } from "../abort/deadline.ts";
import { onAbort } from "../abort/on-abort.ts";
import type { Clock } from "../clock.ts";
import { withoutSecrets } from "../credentials.ts";
import { displayUrl } from "../endpoint-url.ts";
import type { KotobaError } from "../errors/kotoba-error.ts";
import { ProtocolError } from "../errors/protocol-error.ts";
import { TimeoutError } from "../errors/timeout-error.ts";
import { errorFromResponse } from "../http/error-from-response.ts";
import { readBodyText } from "../http/response-body.ts";
import type { Network } from "../proxy/network.ts";
import { retryAfterMs } from "../retry/retry-after.ts";
import type { Socket, SocketListener, SocketRequest } from "./socket.ts";

/** How long the body of a refusal may take: its status says the most. */
const REFUSAL_BODY_LIMIT_MS = 1000;

/** Opens a WebSocket with ws, which is imported when the first session opens. */
export async function openWsSocket(request: SocketRequest, network: Network): Promise<Socket> {
  const { url, headers, protocols, maxFrameBytes, clock, signal } = request;
  const { WebSocket } = await import("ws");
  const tlsOptions = await network.tlsOptions();
  const tunnel = await network.tunnelTo(url, { clock, signal });
  const throughTunnel = tunnel === undefined ? {} : await connectThrough(tunnel, url, tlsOptions);
  if (signal.aborted) tunnel?.destroy();
  signal.throwIfAborted();
  const webSocket = new WebSocket(url, [...protocols], {
    ...tlsOptions,
    ...throughTunnel,
    headers,
    followRedirects: false,
    maxPayload: maxFrameBytes,
    // Deflate costs many times the CPU and memory of audio frames, and saves nothing.
    perMessageDeflate: false,
  });
  const socket = new WsSocket(webSocket, request.secrets);
  const stopListening = onAbort(signal, () => webSocket.terminate());
  try {
    await opened(webSocket, request);
    return socket;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    stopListening();
  }
}

/** The option of ws that has it speak through a tunnel, with TLS inside where the URL asks for it. */
async function connectThrough(tunnel: NetSocket, url: URL, options: TlsOptions) {
  if (url.protocol === "ws:" || url.protocol === "http:") return { createConnection: () => tunnel };
  const { connect } = await import("node:tls");
  const { isIP } = await import("node:net");
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const servername = isIP(host) === 0 ? host : "";
  return { createConnection: () => connect({ ...options, socket: tunnel, host, servername }) };
}

/** Listens only until it settles: the listeners would keep the request for as long as the session lasts. */
async function opened(webSocket: WebSocket, request: SocketRequest): Promise<void> {
  let stopListening = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      const onRefusal = (_: unknown, response: IncomingMessage) => {
        // Taken now: at the end of its body an answer gives its connection away, to be kept for other requests.
        const { socket } = response;
        refusal(response, request)
          .then(reject, reject)
          .finally(() => socket.destroy());
      };
      webSocket.on("open", resolve).on("error", reject).on("unexpected-response", onRefusal);
      stopListening = () =>
        webSocket.off("open", resolve).off("error", reject).off("unexpected-response", onRefusal);
    });
  } finally {
    stopListening();
  }
}

/** The error for a handshake that was answered over HTTP. */
async function refusal(
  response: IncomingMessage,
  { url, secrets, clock, signal }: SocketRequest,
): Promise<KotobaError> {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, String(value ?? "")]),
  );
  const text = withoutSecrets(await readRefusalBody(response, clock, signal).catch(() => ""), secrets);
  const waitMs = retryAfterMs(headers["retry-after"], Date.now());
  return errorFromResponse({
    method: "GET",
    url,
    status: response.statusCode ?? 0,
    headers,
    text,
    retryAfterMs: waitMs,
  });
}

function readRefusalBody(response: IncomingMessage, clock: Clock, signal: AbortSignal): Promise<string> {
  const limitMs = REFUSAL_BODY_LIMIT_MS;
  const expired = () => new TimeoutError("The body did not end.", { phase: "response", limitMs });
  return withDeadline({ clock, limitMs, signal, expired }, () => readBodyText(response));
}

/** The error for a peer that broke the rules of WebSocket: all that ws reports once the connection stands. */
function wireFault(url: string, error: Error & { readonly code?: unknown }): ProtocolError {
  return new ProtocolError(`${displayUrl(new URL(url))} broke the WebSocket protocol: ${error.message}.`, {
    code: error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH" ? "frame_too_large" : "bad_frame",
    cause: error,
  });
}

/** A {@link Socket} on ws. What arrives before there is a listener is kept for it. */
class WsSocket implements Socket {
  readonly #webSocket: WebSocket;
  #listener: SocketListener | undefined;
  readonly #early: ((listener: SocketListener) => void)[] = [];
  /** What ws writes to. Bun, which puts a WebSocket of its own in the place of ws, does not tell. */
  #connection: NetSocket | null = null;
  #isCorked = false;

  constructor(webSocket: WebSocket, secrets: readonly string[]) {
    this.#webSocket = webSocket;
    webSocket.once("upgrade", ({ socket }) => {
      this.#connection = socket;
    });
    let fault: KotobaError | undefined;
    webSocket.on("message", (data: RawData, isBinary: boolean) => {
      if (isBinary) this.#tell((listener) => listener.onBinary());
      else this.#tell((listener) => listener.onText(withoutSecretsInErrors(textOf(data), secrets)));
    });
    webSocket.on("ping", () => this.#tell((listener) => listener.onPing()));
    webSocket.on("pong", () => this.#tell((listener) => listener.onPong()));
    webSocket.on("close", (code, reason) =>
      this.#tell((listener) => listener.onClose(code, withoutSecrets(reason.toString(), secrets), fault)),
    );
    // Without a listener an error would end the process. ws goes on to close, but gives the peer half a minute for it.
    webSocket.on("error", (error) => {
      fault = wireFault(webSocket.url, error);
      webSocket.terminate();
    });
  }

  listen(listener: SocketListener): void {
    this.#listener = listener;
    for (const tell of this.#early.splice(0)) tell(listener);
  }

  send(text: string, onFlushed: () => void): void {
    const webSocket = this.#webSocket;
    this.#cork();
    webSocket.send(text, (error) => {
      // The write that was under way when a connection broke is reported as done.
      if (!error && webSocket.readyState === webSocket.OPEN) onFlushed();
    });
  }

  ping(): void {
    // ws throws for a socket that is still connecting only; one that is closing reports to the callback.
    this.#webSocket.ping(undefined, undefined, () => {});
  }

  pause(): void {
    this.#webSocket.pause();
  }

  resume(): void {
    this.#webSocket.resume();
  }

  close(): void {
    this.#webSocket.close(1000);
  }

  terminate(): void {
    this.#webSocket.terminate();
  }

  /** The frames of one turn of the event loop leave in one write: a write costs more than all else about a small frame. */
  #cork(): void {
    const connection = this.#connection;
    if (this.#isCorked || connection === null) return;
    this.#isCorked = true;
    connection.cork();
    process.nextTick(() => {
      this.#isCorked = false;
      connection.uncork();
    });
  }

  #tell(tell: (listener: SocketListener) => void): void {
    if (this.#listener === undefined) this.#early.push(tell);
    else tell(this.#listener);
  }
}

/** Frames of audio are ASCII: to look first, and then to copy, takes less than to decode. Text frames are whole Buffers. */
function textOf(data: RawData): string {
  return data instanceof Buffer && isAscii(data) ? data.toString("latin1") : data.toString();
}

/**
 * A server may repeat a credential when it complains of it. Other frames stay as they are: what was said may be made of the same letters.
 * The pattern finds the word as a name or value of the frame's own, for within a text its quotes are escaped.
 */
function withoutSecretsInErrors(text: string, secrets: readonly string[]): string {
  // Two searches, for an expression takes longer over a frame of audio than all else about it.
  const isError = text.includes('"error"') || text.includes('"x-fal-error"');
  return isError ? withoutSecrets(text, secrets) : text;
}
