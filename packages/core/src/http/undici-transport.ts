import type { Readable } from "node:stream";
import type { Dispatcher } from "undici";
import type { HttpRequest, HttpResponse, HttpTransport, RequestBody } from "./http-transport.ts";

/** HTTP through undici, which is imported when the first request is made. */
export class UndiciTransport implements HttpTransport {
  readonly #ownsDispatcher: boolean;
  #dispatcher: Dispatcher | Promise<Dispatcher> | undefined;

  readonly #connectLimitMs: number;

  /**
   * @param connectLimitMs - How long a connection may take to stand.
   * @param dispatcher - Sends the requests; it stays the caller's to close. Default: an agent of this transport's own.
   */
  constructor(connectLimitMs: number, dispatcher?: Dispatcher) {
    this.#connectLimitMs = connectLimitMs;
    this.#dispatcher = dispatcher;
    this.#ownsDispatcher = dispatcher === undefined;
  }

  async send({ method, url, headers, body, signal }: HttpRequest): Promise<HttpResponse> {
    const { request } = await import("undici");
    this.#dispatcher ??= createAgent(this.#connectLimitMs);
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
    if (this.#ownsDispatcher) await (await this.#dispatcher)?.destroy();
  }
}

function bodyHeaders(body: RequestBody | undefined): Record<string, string> {
  if (body === undefined) return {};
  const type = { "content-type": body.contentType };
  return body.contentLength === undefined ? type : { ...type, "content-length": String(body.contentLength) };
}

async function createAgent(connectTimeout: number): Promise<Dispatcher> {
  const { Agent } = await import("undici");
  return new Agent({ connectTimeout });
}

/** undici reads from it only once the connection stands, and destroys it when the request fails. */
async function asReadable(chunks: AsyncIterable<Uint8Array>): Promise<Readable> {
  const { Readable } = await import("node:stream");
  return Readable.from(chunks, { objectMode: false, highWaterMark: 0 });
}

function joinHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value ?? "")]));
}
