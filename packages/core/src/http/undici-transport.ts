import type { Readable } from "node:stream";
import type { buildConnector, Dispatcher } from "undici";
import type { Network } from "../proxy/network.ts";
import type { HttpRequest, HttpResponse, HttpTransport, RequestBody } from "./http-transport.ts";

/** HTTP through undici, which is imported when the first request is made. */
export class UndiciTransport implements HttpTransport {
  readonly #ownsDispatcher: boolean;
  #dispatcher: Dispatcher | Promise<Dispatcher> | undefined;

  readonly #connectLimitMs: number;
  readonly #network: Network;
  readonly #closing = new AbortController();

  /**
   * @param connectLimitMs - How long a connection may take to stand.
   * @param network - The ways out, for an agent of this transport's own.
   * @param dispatcher - Sends the requests, by ways of its own; it stays the caller's to close.
   */
  constructor(connectLimitMs: number, network: Network, dispatcher?: Dispatcher) {
    this.#connectLimitMs = connectLimitMs;
    this.#network = network;
    this.#dispatcher = dispatcher;
    this.#ownsDispatcher = dispatcher === undefined;
  }

  async send({ method, url, headers, body, signal }: HttpRequest): Promise<HttpResponse> {
    const { request } = await import("undici");
    this.#dispatcher ??= createAgent(this.#connectLimitMs, this.#network, this.#closing.signal);
    const dispatcher = await this.#dispatcher;
    signal.throwIfAborted();
    const response = await request(url, {
      method,
      dispatcher,
      signal,
      // The deadlines of a call are its caller's: undici's own would cut off slow answers.
      headersTimeout: 0,
      bodyTimeout: 0,
      headers: { ...headers, ...bodyHeaders(body) },
      body: body === undefined ? null : await asReadable(body.stream()),
    });
    return { status: response.statusCode, headers: joinHeaders(response.headers), body: response.body };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    // The agents of Bun, which puts an undici of its own in the place of this one, have nothing to be destroyed.
    if (this.#ownsDispatcher) await (await this.#dispatcher)?.destroy?.();
  }
}

function bodyHeaders(body: RequestBody | undefined): Record<string, string> {
  if (body === undefined) return {};
  const type = { "content-type": body.contentType };
  return body.contentLength === undefined ? type : { ...type, "content-length": String(body.contentLength) };
}

async function createAgent(timeout: number, network: Network, closing: AbortSignal): Promise<Dispatcher> {
  const { Agent, buildConnector } = await import("undici");
  const connect = buildConnector({ timeout, ...(await network.tlsOptions()) });
  return new Agent({ connect: throughProxies(connect, network, closing) });
}

/** Connects as `connect` does, through a tunnel where the environment names a proxy. */
function throughProxies(
  connect: buildConnector.connector,
  network: Network,
  signal: AbortSignal,
): buildConnector.connector {
  return (options, callback) => {
    const target = new URL(`${options.protocol}//${options.host}`);
    network.tunnelTo(target, { signal }).then(
      (tunnel) => {
        if (tunnel === undefined) connect(options, callback);
        else if (options.protocol === "https:") connect({ ...options, httpSocket: tunnel }, callback);
        else callback(null, tunnel);
      },
      (error) => callback(error, null),
    );
  };
}

/** undici reads from it only once the connection stands, and destroys it when the request fails. */
async function asReadable(chunks: AsyncIterable<Uint8Array>): Promise<Readable> {
  const { Readable } = await import("node:stream");
  return Readable.from(chunks, { objectMode: false, highWaterMark: 0 });
}

function joinHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? "")]));
}
