import type { IncomingMessage } from "node:http";
import type { RawData, WebSocket } from "ws";
import { onAbort } from "../abort/on-abort.ts";
import { withoutKey } from "../credentials.ts";
import type { KotobaError } from "../errors/kotoba-error.ts";
import { errorFromResponse } from "../http/error-from-response.ts";
import { readBodyText } from "../http/response-body.ts";
import { retryAfterMs } from "../retry/retry-after.ts";
import type { Socket, SocketListener, SocketRequest } from "./socket.ts";

/** Opens a WebSocket with ws, which is imported when the first session opens. */
export async function openWsSocket({
  url,
  headers,
  key,
  maxFrameBytes,
  signal,
}: SocketRequest): Promise<Socket> {
  const { WebSocket } = await import("ws");
  signal.throwIfAborted();
  const webSocket = new WebSocket(url, {
    headers,
    followRedirects: false,
    maxPayload: maxFrameBytes,
    // Deflate costs many times the CPU and memory of audio frames, and saves nothing.
    perMessageDeflate: false,
  });
  const socket = new WsSocket(webSocket);
  const stopListening = onAbort(signal, () => webSocket.terminate());
  try {
    await opened(webSocket, url, key);
    return socket;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    stopListening();
  }
}

function opened(webSocket: WebSocket, url: URL, key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    webSocket.once("open", resolve);
    webSocket.once("error", reject);
    webSocket.once("unexpected-response", (request, response: IncomingMessage) => {
      refusal(url, response, key)
        .then(reject, reject)
        .finally(() => request.destroy());
    });
  });
}

/** The error for a handshake that was answered over HTTP. The session's deadline bounds the reading of a body that does not end. */
async function refusal(url: URL, response: IncomingMessage, key: string): Promise<KotobaError> {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [name, String(value ?? "")]),
  );
  const text = withoutKey(await readBodyText(response).catch(() => ""), key);
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

/** A {@link Socket} on ws. What arrives before there is a listener is kept for it. */
class WsSocket implements Socket {
  readonly #webSocket: WebSocket;
  #listener: SocketListener | undefined;
  readonly #early: ((listener: SocketListener) => void)[] = [];

  constructor(webSocket: WebSocket) {
    this.#webSocket = webSocket;
    webSocket.on("message", (data: RawData, isBinary: boolean) => {
      if (isBinary) this.#tell((listener) => listener.onBinary());
      // Text frames are whole Buffers unless binaryType says otherwise.
      else this.#tell((listener) => listener.onText(data.toString()));
    });
    webSocket.on("ping", () => this.#tell((listener) => listener.onPong()));
    webSocket.on("pong", () => this.#tell((listener) => listener.onPong()));
    webSocket.on("close", (code, reason) =>
      this.#tell((listener) => listener.onClose(code, reason.toString())),
    );
    // ws closes by itself after an error; without a listener it would end the process.
    webSocket.on("error", () => {});
  }

  listen(listener: SocketListener): void {
    this.#listener = listener;
    for (const tell of this.#early.splice(0)) tell(listener);
  }

  send(text: string, onFlushed: () => void): void {
    this.#webSocket.send(text, onFlushed);
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

  #tell(tell: (listener: SocketListener) => void): void {
    if (this.#listener === undefined) this.#early.push(tell);
    else tell(this.#listener);
  }
}
