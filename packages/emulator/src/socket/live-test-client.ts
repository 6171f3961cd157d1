import { on, once } from "node:events";
import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";

/** How a test client comes in. */
export interface TestClientOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
}

/** Anyone with a key. */
const BEARER = { authorization: "Bearer k" };

/** A bare client of a live route, whose server sends such frames; for tests. */
export class LiveTestClient<Frame extends { readonly type: string }> {
  readonly socket: WebSocket;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  readonly #messages: AsyncIterator<unknown[]>;

  protected constructor(
    url: string | undefined,
    { headers = BEARER, protocols = [] }: TestClientOptions = {},
  ) {
    this.socket = new WebSocket(url ?? "", [...protocols], { headers });
    this.closed = once(this.socket, "close").then(([code]) => Number(code));
    this.#messages = on(this.socket, "message", { close: ["close"] });
  }

  send(frame: unknown): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The frames up to the first that fits: of this type, or for which this is true. */
  async until(wanted: string | ((frame: Frame) => boolean)): Promise<Frame[]> {
    const fits = typeof wanted === "string" ? ({ type }: Frame) => type === wanted : wanted;
    const frames: Frame[] = [];
    for (;;) {
      const frame = await this.#next();
      if (frame === undefined)
        throw new Error(`Closed before the frame that was waited for: ${JSON.stringify(frames)}`);
      frames.push(frame);
      if (fits(frame)) return frames;
    }
  }

  /** The frames up to the close. */
  async rest(): Promise<Frame[]> {
    const frames: Frame[] = [];
    for (let frame = await this.#next(); frame !== undefined; frame = await this.#next()) frames.push(frame);
    return frames;
  }

  async #next(): Promise<Frame | undefined> {
    const { done, value } = await this.#messages.next();
    return done ? undefined : JSON.parse(String(value[0]));
  }
}

/** The HTTP answer to a handshake that is refused. */
export async function refusedHandshake(
  url: string | undefined,
  { headers = BEARER, protocols = [] }: TestClientOptions = {},
): Promise<{ status: number | undefined; headers: IncomingMessage["headers"]; body: unknown }> {
  const socket = new WebSocket(url ?? "", [...protocols], { headers });
  const response: IncomingMessage = (await once(socket, "unexpected-response"))[1];
  const chunks: Buffer[] = await response.toArray();
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
  return { status: response.statusCode, headers: response.headers, body };
}
