import { on, once } from "node:events";
import type { IncomingMessage } from "node:http";
import { WebSocket } from "ws";
import type { Emulator } from "../emulator.ts";

/** Every field that any frame has; each test looks at those of its own. */
export interface ReceivedFrame {
  readonly type: string;
  readonly event_id: string;
  readonly item_id: string;
  readonly delta: string;
  readonly transcript: string;
  readonly session: Readonly<Record<string, unknown>>;
  readonly error: { readonly code: string; readonly message: string; readonly param: string | null };
}

/** How a test client comes in. */
export interface TestClientOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly protocols?: readonly string[];
}

/** Anyone with a key. */
const BEARER = { authorization: "Bearer k" };

/** A bare client of the live recognition route; for tests. */
export class LiveAsrTestClient {
  readonly socket: WebSocket;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  readonly #messages: AsyncIterator<unknown[]>;
  #sent = 0;

  private constructor(url: string | undefined, { headers = BEARER, protocols = [] }: TestClientOptions) {
    this.socket = new WebSocket(url ?? "", [...protocols], { headers });
    this.closed = once(this.socket, "close").then(([code]) => Number(code));
    this.#messages = on(this.socket, "message", { close: ["close"] });
  }

  static async open({ env }: Emulator, options: TestClientOptions = {}): Promise<LiveAsrTestClient> {
    const client = new LiveAsrTestClient(env.KOTOBA_ASR_URL, options);
    await once(client.socket, "open");
    return client;
  }

  /** Opens a session with these settings beside English at 16 kHz, and waits until it is ready. */
  static async begin(
    emulator: Emulator,
    settings: Readonly<Record<string, unknown>> = {},
  ): Promise<LiveAsrTestClient> {
    const client = await LiveAsrTestClient.open(emulator);
    client.update(settings);
    await client.until("transcription_session.updated");
    return client;
  }

  send(frame: unknown): void {
    this.socket.send(JSON.stringify(frame));
  }

  update(settings: Readonly<Record<string, unknown>> = {}): void {
    const session = {
      input_audio_sample_rate: 16_000,
      input_audio_transcription: { language: "en", target_language: "en" },
      ...settings,
    };
    this.send({ type: "transcription_session.update", session });
  }

  /** Sends samples, 100 ms a frame, the frames numbered as the SDK does. */
  append(samples: Int16Array): void {
    for (let at = 0; at < samples.length; at += 1600) {
      const piece = samples.subarray(at, at + 1600);
      const audio = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString("base64");
      const event_id = `chunk-${String(++this.#sent).padStart(7, "0")}`;
      this.send({ type: "input_audio_buffer.append", event_id, audio });
    }
  }

  commit(): void {
    this.send({ type: "input_audio_buffer.commit" });
  }

  /** The frames up to the first that fits: of this type, or for which this is true. */
  async until(wanted: string | ((frame: ReceivedFrame) => boolean)): Promise<ReceivedFrame[]> {
    const fits = typeof wanted === "string" ? ({ type }: ReceivedFrame) => type === wanted : wanted;
    const frames: ReceivedFrame[] = [];
    for (;;) {
      const frame = await this.#next();
      if (frame === undefined)
        throw new Error(`Closed before the frame that was waited for: ${JSON.stringify(frames)}`);
      frames.push(frame);
      if (fits(frame)) return frames;
    }
  }

  /** The frames up to the close. */
  async rest(): Promise<ReceivedFrame[]> {
    const frames: ReceivedFrame[] = [];
    for (let frame = await this.#next(); frame !== undefined; frame = await this.#next()) frames.push(frame);
    return frames;
  }

  async #next(): Promise<ReceivedFrame | undefined> {
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
