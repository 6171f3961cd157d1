import { getEventListeners } from "node:events";
import { ClientContext } from "@kotoba/core";
import {
  ManualClock,
  type ScriptedConnection,
  type ScriptedConnectionAnswer,
  type ScriptedSocketServer,
  startScriptedSocketServer,
  until,
} from "@kotoba/core/testing";
import { S2stClient } from "../s2st-client.ts";
import type { S2stSession } from "./s2st-session.ts";
import type { S2stEvent } from "./translation-events.ts";
import type { S2stOptions } from "./translation-options.ts";

/** The key of every session of the suites, which must show up nowhere. */
export const TEST_KEY = "secret-key-0123456789";

/** The pair of languages of the suites. */
export const PAIR = { source: "en", target: "ja" } as const;

/** A scripted translation service, and a client of it that lives by a manual clock. */
export interface S2stTestBed extends AsyncDisposable {
  readonly server: ScriptedSocketServer;
  readonly clock: ManualClock;
  readonly controller: AbortController;
  readonly s2st: S2stClient;
  /** Waits until no connection is open; then tells the timers and listeners that are left. */
  leftovers(): Promise<{ timers: number; listeners: number }>;
}

/** What leaves nothing behind. */
export const NOTHING_LEFT: { timers: number; listeners: number } = { timers: 0, listeners: 0 };

/** Starts a service that does what the answer says from the first moment of a connection on. */
export async function s2stTestBed(answer: ScriptedConnectionAnswer): Promise<S2stTestBed> {
  const server = await startScriptedSocketServer(answer);
  const clock = new ManualClock();
  const controller = new AbortController();
  const context = new ClientContext({ apiKey: TEST_KEY, maxRetries: 0 }, { clock });
  return {
    server,
    clock,
    controller,
    s2st: new S2stClient({ url: `${server.url}/sts?token=in-the-query` }, context),
    async leftovers() {
      await until(() => server.openSockets === 0);
      return { timers: clock.pendingTimers, listeners: getEventListeners(controller.signal, "abort").length };
    },
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await context.close();
    },
  };
}

/** A script for after the handshake: the settings are taken, and the session is ready. */
export function afterHandshake(
  script: (peer: ScriptedConnection) => void | Promise<void> = () => {},
): (peer: ScriptedConnection) => Promise<void> {
  return async (peer) => {
    await peer.receive();
    peer.send(UPDATED);
    await script(peer);
  };
}

/** A session that is open, and its peer. */
export interface OpenedSession extends AsyncDisposable {
  readonly bed: S2stTestBed;
  readonly session: S2stSession;
  readonly peer: ScriptedConnection;
}

/** Opens a session with a service that gets ready and then does what the script says. */
export async function openedSession(
  script?: (peer: ScriptedConnection) => void | Promise<void>,
  options: Partial<S2stOptions> = {},
): Promise<OpenedSession> {
  const bed = await s2stTestBed(afterHandshake(script));
  const session = await bed.s2st.stream({ ...PAIR, signal: bed.controller.signal, ...options });
  const [peer] = bed.server.connections;
  if (peer === undefined) throw new Error("no connection");
  return { bed, session, peer, [Symbol.asyncDispose]: () => bed[Symbol.asyncDispose]() };
}

/** All events, and what they ended with, if that was no ordinary end. */
export async function drain(
  session: AsyncIterable<S2stEvent>,
): Promise<{ events: S2stEvent[]; error?: unknown }> {
  const events: S2stEvent[] = [];
  try {
    for await (const event of session) events.push(event);
    return { events };
  } catch (error) {
    return { events, error };
  }
}

/** What a promise rejects with; `fine` when it does not. */
export function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "fine",
    (error: unknown) => error,
  );
}

/** The audio of the frames that come, up to the commit. */
export async function receiveAudio(connection: ScriptedConnection): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for (;;) {
    const frame = await connection.receive();
    if (frame.type === "input_audio_buffer.commit") return pieces;
    pieces.push(Buffer.from(String(frame.audio), "base64"));
  }
}

/** The frame for some more words. */
export function textFrame(delta: string): object {
  return { type: "conversation.item.input_audio_transcription.text.delta", item_id: "0000001", delta };
}

/** The frame for some more speech. */
export function audioFrame(bytes: Uint8Array): object {
  const delta = Buffer.from(bytes).toString("base64");
  return { type: "conversation.item.input_audio_transcription.audio.delta", item_id: "0000001", delta };
}

export const CAPABILITIES: object = {
  type: "session.capabilities",
  supports_binary_audio: true,
  supports_opus_codec: true,
};
export const CREATED: object = { type: "voice_session.created", event_id: "e1" };
export const UPDATED: object = { type: "voice_session.updated", event_id: "e2", session: {} };
/** The frame that ends a session. */
export const COMMITTED: object = { type: "input_audio_buffer.committed", event_id: "e3" };
