import { getEventListeners } from "node:events";
import { ClientContext, type LogFields, type Logger } from "@kotoba/core";
import {
  ManualClock,
  type ScriptedConnection,
  type ScriptedSocketServer,
  startScriptedSocketServer,
  until,
} from "@kotoba/core/testing";
import { TtsClient } from "../tts-client.ts";
import type { TtsEvent } from "./synthesis-events.ts";
import type { TtsOptions } from "./synthesis-options.ts";
import type { TtsSession } from "./tts-session.ts";

/** The key of every session of the suites, which must show up nowhere. */
export const TEST_KEY = "secret-key-0123456789";

/** What a frame of the client holds. */
export type ClientFrame = Readonly<Record<string, unknown>>;

/** A scripted synthesis service, and a client of it that lives by a manual clock. */
export interface TtsTestBed extends AsyncDisposable {
  readonly server: ScriptedSocketServer;
  readonly clock: ManualClock;
  readonly controller: AbortController;
  readonly tts: TtsClient;
  /** The frames that sessions were opened with. */
  readonly openings: readonly ClientFrame[];
  /** What was logged as a warning. */
  readonly warnings: readonly { message: string; fields: LogFields | undefined }[];
  /** Waits until no connection is open; then tells the timers and listeners that are left. */
  leftovers(): Promise<{ timers: number; listeners: number }>;
}

/** What leaves nothing behind. */
export const NOTHING_LEFT: { timers: number; listeners: number } = { timers: 0, listeners: 0 };

/** What the service says it will send, unless a test says otherwise: 8 kHz, so that numbers are small. */
const SESSION_CREATED: object = {
  type: "session.created",
  format: "pcm16",
  sample_rate: 8000,
  client_id: "c1",
};

/** Starts a service that takes an opening, gets ready, and does what the script says. */
export async function ttsTestBed(
  script: (connection: ScriptedConnection) => void | Promise<void> = () => {},
  created: object = SESSION_CREATED,
): Promise<TtsTestBed> {
  const openings: ClientFrame[] = [];
  const warnings: { message: string; fields: LogFields | undefined }[] = [];
  const server = await startScriptedSocketServer(async (connection) => {
    openings.push(await connection.receive());
    connection.send(created);
    await script(connection);
  });
  const clock = new ManualClock();
  const controller = new AbortController();
  const ignore = () => {};
  const logger: Logger = {
    debug: ignore,
    info: ignore,
    warn: (message, fields) => warnings.push({ message, fields }),
    error: ignore,
  };
  const context = new ClientContext({ apiKey: TEST_KEY, maxRetries: 0, logger }, { clock });
  return {
    server,
    clock,
    controller,
    tts: new TtsClient({ url: `${server.url}/v2/tts/ws?token=in-the-query` }, context),
    openings,
    warnings,
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

/** A test bed, a session that is open, its peer, and the events that come. */
export interface OpenedSession extends AsyncDisposable {
  readonly bed: TtsTestBed;
  readonly session: TtsSession;
  readonly peer: ScriptedConnection;
  /** The events so far; they are being taken all the time. */
  readonly events: TtsEvent[];
  /** Resolves when the events have ended: with what they ended with, if that was no ordinary end. */
  readonly ended: Promise<unknown>;
}

/** Opens a session whose script is in the hands of the test, and takes its events unless told not to. */
export async function openedSession(
  options: TtsOptions & { readonly created?: object; readonly taken?: boolean } = {},
): Promise<OpenedSession> {
  const { created, taken = true, ...rest } = options;
  const bed = await ttsTestBed(undefined, created);
  const session = await bed.tts.stream({ signal: bed.controller.signal, ...rest });
  const [peer] = bed.server.connections;
  if (peer === undefined) throw new Error("no connection");
  const events: TtsEvent[] = [];
  const take = async () => {
    for await (const event of session) events.push(event);
  };
  const ended = taken ? caught(take()) : Promise.resolve();
  return { bed, session, peer, events, ended, [Symbol.asyncDispose]: () => bed[Symbol.asyncDispose]() };
}

/** What a promise rejects with; `fine` when it does not. */
export function caught(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => "fine",
    (error: unknown) => error,
  );
}

/** Ends the text that a server answers with audio. */
export function createdFrame(id: string): object {
  return { type: "response.created", response: { id } };
}

/** Audio of so many bytes, each of that value. */
export function chunkFrame(
  bytes: number,
  fields: { readonly value?: number; readonly isFinal?: boolean; readonly response_id?: string } = {},
): object {
  const { value = 1, isFinal = false, ...rest } = fields;
  return { type: "audio.chunk", audio: Buffer.alloc(bytes, value).toString("base64"), isFinal, ...rest };
}

/** The end of a response. */
export function doneFrame(id: string, status = "completed", error?: object): object {
  return { type: "response.done", response: { id, status, ...(error === undefined ? {} : { error }) } };
}

/** Takes the next text, and answers it with so much audio, of 8 kHz pcm16, in one chunk. */
export async function speakNext(peer: ScriptedConnection, seconds = 0.1): Promise<ClientFrame> {
  const request = await peer.receive();
  const id = String(request.response_id);
  peer.send(createdFrame(id));
  peer.send(chunkFrame(seconds * 16_000, { response_id: id, isFinal: true }));
  peer.send(doneFrame(id));
  return request;
}

/** Answers every text, until the client goes. @returns the texts. */
export async function speakAll(peer: ScriptedConnection, texts: string[] = []): Promise<void> {
  for (;;) texts.push(String((await speakNext(peer)).text));
}
