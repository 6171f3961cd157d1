import { getEventListeners } from "node:events";
import { ClientContext } from "../client-context.ts";
import { ProtocolError } from "../errors/protocol-error.ts";
import type { Logger } from "../logger.ts";
import { ManualClock } from "../testing/manual-clock.ts";
import {
  type ScriptedConnection,
  type ScriptedConnectionAnswer,
  type ScriptedSocketServer,
  startScriptedSocketServer,
} from "../testing/scripted-socket-server.ts";
import { until } from "../testing/until.ts";
import { errorFromFrame, isErrorFrameType } from "./error-frame.ts";
import { openSession, type SessionOptions } from "./open-session.ts";
import { type ReopenOptions, type ReopenOutcome, reopenSession } from "./reopen-session.ts";
import type { SessionProtocol } from "./session-protocol.ts";
import type { SessionRunner } from "./session-runner.ts";

/** The key of every session of the suites, which must show up nowhere. */
export const TEST_KEY = "secret-key-0123456789";

/** The smallest of protocols: `hello`, then `ready` or `idle`, any number of `word` and `idle`, and `done`. */
export const testProtocol: SessionProtocol<string> = {
  openingFrames: ['{"type":"hello"}'],
  receive(text) {
    const frame = parse(text);
    if (isErrorFrameType(String(frame.type))) throw errorFromFrame(frame);
    if (frame.type === "ready") return { events: [], milestone: "ready" };
    if (frame.type === "idle") return { events: [], milestone: "idle" };
    if (frame.type === "done") return { events: ["done"], milestone: "complete", answersAudio: true };
    if (frame.type !== "word") return { events: [] };
    if (typeof frame.word === "string") return { events: [frame.word], answersAudio: frame.final === true };
    throw new ProtocolError("A frame word lacks its word.", { code: "bad_frame" });
  },
};

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Takes the greeting, and says that the session is ready. */
export async function welcome(connection: ScriptedConnection): Promise<void> {
  await connection.receive();
  connection.send({ type: "ready" });
}

/** A scripted server, and sessions with it that live by a manual clock. */
export interface SessionTestBed extends AsyncDisposable {
  readonly server: ScriptedSocketServer;
  readonly clock: ManualClock;
  /** Aborts the sessions. */
  readonly controller: AbortController;
  open(options?: SessionOptions): Promise<SessionRunner<string>>;
  /** Opens again what was lost. */
  reopen(limits: ReopenOptions, options?: SessionOptions): Promise<ReopenOutcome<string>>;
  /** Resolves when the client waits for its retry of this number. */
  retryScheduled(number: number): Promise<void>;
  /** What opening fails with, moving the clock to each retry. */
  refusal(options?: SessionOptions): Promise<unknown>;
  /** Waits until no connection is open on either side; then tells the timers and listeners that are left. */
  leftovers(): Promise<{ timers: number; listeners: number }>;
}

/** Starts the server, whose connections do in turn what the answers say. */
export async function sessionTestBed(...answers: ScriptedConnectionAnswer[]): Promise<SessionTestBed> {
  const socketsBefore = clientSockets();
  const server = await startScriptedSocketServer(...answers);
  const clock = new ManualClock();
  const controller = new AbortController();
  const retries: string[] = [];
  const log = (message: string) => {
    if (message.includes(": retrying")) retries.push(message);
  };
  const logger: Logger = { debug: log, info: log, warn: log, error: log };
  const context = new ClientContext({ apiKey: TEST_KEY, logger }, { clock, random: () => 0.5 });
  const url = new URL(`${server.url}/live?token=in-the-query`);
  const setUp = (options: SessionOptions = {}) => ({
    url,
    createProtocol: () => testProtocol,
    options: { signal: controller.signal, ...options },
  });
  const open = (options?: SessionOptions) => openSession(context, setUp(options));
  return {
    server,
    clock,
    controller,
    open,
    reopen: (limits, options) => reopenSession(context, setUp(options), limits),
    retryScheduled: (number) => until(() => retries.length === number),
    async refusal(options = {}) {
      let settled = false;
      const outcome = open(options)
        .catch((error: unknown) => error)
        .finally(() => {
          settled = true;
        });
      for (let retry = 1; ; retry++) {
        await until(() => settled || retries.length === retry);
        if (settled) return await outcome;
        await clock.advanceToNextTimer();
      }
    },
    async leftovers() {
      await until(() => server.openSockets === 0 && clientSockets() <= socketsBefore);
      return { timers: clock.pendingTimers, listeners: getEventListeners(controller.signal, "abort").length };
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await context.close();
    },
  };
}

function clientSockets(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "TCPSocketWrap").length;
}

/** All events of a session, and what it ended with, if that was no ordinary end. */
export async function drain<Event>(
  session: AsyncIterable<Event>,
): Promise<{ events: Event[]; error?: unknown }> {
  const events: Event[] = [];
  try {
    for await (const event of session) events.push(event);
    return { events };
  } catch (error) {
    return { events, error };
  }
}
