import type { Logger } from "@kotoba/core";
import { type RawData, WebSocket } from "ws";
import type { ExchangeTap } from "../traffic/traffic-tap.ts";
import { SessionFailure } from "./session-failure.ts";

/** The longest frame that a client may send (contract, section 5). */
export const MAX_FRAME_BYTES: number = 2 ** 20;

/** How long a client has to answer a close. */
const CLOSE_TIMEOUT_MS = 500;

/** What a session offers to its handler. */
export interface SessionLink {
  readonly logger: Logger;
  /** Aborts when the session is over, however it ended. */
  readonly signal: AbortSignal;
  /** Sends all in one go, so that nothing comes between. Resolves when the system has taken them, or the client is gone. */
  send(frames: readonly object[]): Promise<void>;
  /** Stops and resumes reading what the client sends. */
  pause(): void;
  resume(): void;
  /** Ends the session: in order, unless another close code than 1000 says otherwise. */
  end(code?: number): void;
  /** Ends the session with an error frame; after its end it does nothing. */
  fail(error: unknown): void;
}

/** One modality's side of a session: what its frames mean. */
export interface SessionHandler {
  /** What it does, for messages: `recognition` or `synthesis`. */
  readonly task: string;
  /** What the client is sent before it has said anything. */
  readonly greeting: readonly object[];
  /**
   * Takes a text frame; false for what is to be ignored: no JSON, or none of the known types.
   *
   * @throws {SessionFailure} for what breaks the contract.
   */
  receive(text: string): boolean;
  /** The frame that tells of a failure. */
  errorFrame(failure: SessionFailure): object;
  /** Resolves, and never rejects, when nothing is under way any more. Called when the session is over. */
  settled(): Promise<void>;
}

/** One live session of any modality, from its greeting to its close: the socket, of which the handler sees but the frames. */
export class LiveSession implements SessionLink {
  readonly logger: Logger;
  readonly #tap: ExchangeTap;
  readonly #client: WebSocket;
  readonly #handler: SessionHandler;
  readonly #over = new AbortController();
  #closeTimer: NodeJS.Timeout | undefined;

  constructor(
    client: WebSocket,
    createHandler: (link: SessionLink) => SessionHandler,
    { tap, logger }: { readonly tap: ExchangeTap; readonly logger: Logger },
  ) {
    this.logger = logger;
    this.#tap = tap;
    this.#client = client;
    this.#handler = createHandler(this);
  }

  get signal(): AbortSignal {
    return this.#over.signal;
  }

  /** Whether it takes one of the places that are for live sessions. */
  get isOpen(): boolean {
    return this.#client.readyState === WebSocket.OPEN;
  }

  /** Greets and serves the client. Resolves, and never rejects, when the connection is closed and nothing of the session is left. */
  async serve(): Promise<void> {
    const client = this.#client;
    const closed = new Promise<void>((resolve) =>
      client.once("close", (code, reason) => {
        this.#tap.closed("client", code, reason.toString());
        resolve();
      }),
    );
    client.on("message", (data, isBinary) => this.#receive(data, isBinary));
    client.on("error", (error) => {
      this.logger.debug("A live client broke the WebSocket protocol", { reason: error.message });
      this.close(1002);
    });
    void this.send(this.#handler.greeting);
    await closed;
    this.#over.abort();
    clearTimeout(this.#closeTimer);
    await this.#handler.settled();
  }

  /** Ends the session now, unless it is over: its work stops, and a client that does not answer is cut off. */
  close(code: number, reason?: string): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    // Else the client's answer would not be seen.
    this.#client.resume();
    this.#tap.closed("server", code, reason ?? "");
    this.#client.close(code, reason);
    this.#closeTimer = setTimeout(() => this.#client.terminate(), CLOSE_TIMEOUT_MS);
  }

  async send(frames: readonly object[]): Promise<void> {
    await Promise.all(frames.map((frame) => this.#sendText(JSON.stringify(frame))));
  }

  pause(): void {
    this.#client.pause();
  }

  resume(): void {
    this.#client.resume();
  }

  end(code = 1000): void {
    this.close(code);
  }

  fail(error: unknown): void {
    if (this.#over.signal.aborted) return;
    const failure = error instanceof SessionFailure ? error : this.#ownFailure(error);
    void this.send([this.#handler.errorFrame(failure)]);
    this.close(failure.closeCode, failure.code);
  }

  async #sendText(text: string): Promise<void> {
    if (this.isOpen) this.#tap.frame("server", text);
    await new Promise<void>((resolve) => this.#client.send(text, () => resolve()));
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (!Buffer.isBuffer(data)) return;
    const text = isBinary ? undefined : data.toString();
    this.#tap.frame("client", text ?? data);
    if (this.#over.signal.aborted) return;
    try {
      const known = text !== undefined && this.#handler.receive(withinLimit(text, data.length));
      if (!known) this.logger.debug("A live client's frame is ignored", { isBinary });
    } catch (error) {
      this.fail(error);
    }
  }

  #ownFailure(error: unknown): SessionFailure {
    const reason = error instanceof Error ? error.message : String(error);
    this.logger.error("A live session failed", { reason });
    return new SessionFailure("internal_error", `The ${this.#handler.task} failed: ${reason}`, null, 1011);
  }
}

function withinLimit(text: string, bytes: number): string {
  if (bytes <= MAX_FRAME_BYTES) return text;
  const message = `A frame may have ${MAX_FRAME_BYTES} bytes, not ${bytes}: send less at a time.`;
  throw new SessionFailure("bad_request", message, null, 1009);
}
