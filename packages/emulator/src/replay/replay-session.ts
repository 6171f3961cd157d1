import { abortable, abortableDelay, systemClock } from "@kotoba/core";
import { WebSocket } from "ws";
import type { LoggedRequest, LoggedSession } from "../log/session-log.ts";
import type { FrameRecord } from "../traffic/traffic-record.ts";
import { answerKind, closeKind, frameKind } from "./answer-kinds.ts";
import { replayHeaders } from "./replay-headers.ts";
import { loggedKind } from "./replay-request.ts";
import type { Answers, ReplayTarget } from "./replay-target.ts";

/** Frames of the server's that a client waits for, before it goes on. */
const MILESTONE = /^(?:\w+\.updated|session\.created|response\.done)\b/;
/** How long one of these may be in coming. */
const MILESTONE_LIMIT_MS = 60_000;
/** How long the end may be in coming, when all has been sent. */
const END_LIMIT_MS = 120_000;
/** The kind of the answer to a handshake that is accepted. */
const ACCEPTED = answerKind(101, {});
const MAX_FRAME_BYTES = 10 * 2 ** 20;

/** Opens a live connection anew, and sends what the log's client sent, each frame no sooner than it was sent then, and than what it waited for. */
export async function replaySession(session: LoggedSession, target: ReplayTarget): Promise<Answers> {
  return { logged: loggedKinds(session), actual: await play(session, target) };
}

/** Asks anew for a live connection that was refused. */
export async function replayHandshake(logged: LoggedRequest, target: ReplayTarget): Promise<Answers> {
  const { request } = logged;
  const open = { ...request, type: "open", protocol: "" } as const;
  const session: LoggedSession = { type: "session", open, frames: [], close: undefined };
  // What an accepted one is told is beside the point.
  return { logged: loggedKind(logged), actual: (await play(session, target)).slice(0, 1) };
}

/** What was answered. */
async function play(session: LoggedSession, target: ReplayTarget): Promise<readonly string[]> {
  const connection = new ReplayedConnection(session, target);
  try {
    await connection.play(session);
  } catch {
    // It is told by what was not answered.
    target.signal.throwIfAborted();
  } finally {
    connection.end();
  }
  return connection.kinds;
}

class ReplayedConnection {
  readonly kinds: string[] = [];
  readonly #socket: WebSocket;
  readonly #over = new AbortController();
  readonly #signal: AbortSignal;
  #milestones = 0;
  #reachedOne = (): void => {};

  constructor({ open }: LoggedSession, { url, apiKey, signal }: ReplayTarget) {
    const socket = new WebSocket(new URL(open.path, url.href.replace("http", "ws")), {
      headers: replayHeaders(url, apiKey),
      perMessageDeflate: false,
      maxPayload: MAX_FRAME_BYTES,
      handshakeTimeout: MILESTONE_LIMIT_MS,
    });
    this.#socket = socket;
    this.#signal = AbortSignal.any([signal, this.#over.signal]);
    socket.on("open", () => this.kinds.push(ACCEPTED));
    socket.on("message", (data, isBinary) => this.#receive(isBinary ? "" : String(data)));
    socket.on("close", (code) => this.#finish(closeKind(code)));
    socket.on("error", (error) =>
      this.#finish(`no connection (${"code" in error ? error.code : error.message})`),
    );
    socket.on("unexpected-response", (request, response) => {
      response.toArray().then(
        (chunks: Buffer[]) =>
          this.#finish(answerKind(response.statusCode ?? 0, parsed(Buffer.concat(chunks)))),
        () => this.#finish(answerKind(response.statusCode ?? 0, undefined)),
      );
      this.#over.signal.addEventListener("abort", () => request.destroy());
    });
  }

  async play({ open, frames, close }: LoggedSession): Promise<void> {
    if (this.#socket.readyState === WebSocket.CONNECTING)
      await abortable(
        new Promise<void>((resolve) => this.#socket.once("open", () => resolve())),
        this.#signal,
      );
    const startTime = systemClock.now() - open.timeMs;
    let milestones = 0;
    for (const frame of frames) {
      if (frame.from === "server") {
        if (MILESTONE.test(frameKind(frame.text))) milestones++;
      } else {
        await this.#reach(milestones);
        await this.#until(startTime + frame.timeMs);
        this.#socket.send(contentOf(frame));
      }
    }
    await this.#reach(milestones);
    if (close?.by === "server") await abortableDelay(systemClock, END_LIMIT_MS, this.#signal);
    if (close?.by !== "client") return;
    await this.#until(startTime + close.timeMs);
    this.kinds.push(closeKind(close.code));
  }

  /** Leaves nothing behind. */
  end(): void {
    this.#over.abort();
    this.#socket.terminate();
  }

  /** Waits until the server has answered as much as it had then. */
  async #reach(milestones: number): Promise<void> {
    const limit = AbortSignal.timeout(MILESTONE_LIMIT_MS);
    while (this.#milestones < milestones) {
      const next = new Promise<void>((resolve) => {
        this.#reachedOne = resolve;
      });
      await abortable(next, AbortSignal.any([this.#signal, limit]));
    }
  }

  async #until(time: number): Promise<void> {
    const waitMs = time - systemClock.now();
    if (waitMs > 0) await abortableDelay(systemClock, waitMs, this.#signal);
  }

  #receive(text: string): void {
    const kind = frameKind(text);
    this.kinds.push(kind);
    if (!MILESTONE.test(kind)) return;
    this.#milestones++;
    this.#reachedOne();
  }

  /** Once: what follows is but the consequence. */
  #finish(kind: string): void {
    if (this.#over.signal.aborted) return;
    this.kinds.push(kind);
    this.#over.abort();
  }
}

function loggedKinds({ frames, close }: LoggedSession): string[] {
  const kinds = [ACCEPTED, ...frames.flatMap(({ from, text }) => (from === "server" ? frameKind(text) : []))];
  return close === undefined ? kinds : [...kinds, closeKind(close.code)];
}

function contentOf({ text, isBinary }: FrameRecord): string | Buffer {
  return isBinary ? Buffer.from(text, "base64") : text;
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}
