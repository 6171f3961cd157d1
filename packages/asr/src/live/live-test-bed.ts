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
import { AsrClient } from "../asr-client.ts";

/** A scripted recognition service, and a client of it that lives by a manual clock. */
export interface LiveTestBed extends AsyncDisposable {
  readonly server: ScriptedSocketServer;
  readonly clock: ManualClock;
  readonly controller: AbortController;
  readonly context: ClientContext;
  readonly asr: AsrClient;
  /** The settings that the client sent first. */
  readonly settings: readonly unknown[];
  /** Waits until no connection is open; then tells the timers and listeners that are left. */
  leftovers(): Promise<{ timers: number; listeners: number }>;
}

type Script = (connection: ScriptedConnection) => void | Promise<void>;

/** What the service does on one connection: a script begins when the session is ready, `raw` before; or the upgrade is refused. */
export type LiveScript = Script | { readonly raw: Script } | Exclude<ScriptedConnectionAnswer, Script>;

/** Starts a service that greets, gets ready, and does what the scripts say, on one connection after the other; the last again and again. */
export async function liveTestBed(...scripts: readonly LiveScript[]): Promise<LiveTestBed> {
  const settings: unknown[] = [];
  const answerOf = (script: LiveScript): ScriptedConnectionAnswer => {
    if (typeof script === "object" && "raw" in script) return script.raw;
    if (typeof script !== "function") return script;
    return async (connection) => {
      connection.send({ type: "transcription_session.created" });
      settings.push(await connection.receive());
      connection.send({ type: "transcription_session.updated" });
      await script(connection);
    };
  };
  const answers = scripts.length === 0 ? [() => {}] : scripts;
  const server = await startScriptedSocketServer(...answers.map(answerOf));
  const clock = new ManualClock();
  const controller = new AbortController();
  const context = new ClientContext(
    { apiKey: "test-key-123456", maxRetries: 0 },
    { clock, random: () => 0.5 },
  );
  return {
    server,
    clock,
    controller,
    context,
    asr: new AsrClient({ url: `${server.url}/v1/realtime` }, context),
    settings,
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

/** The audio of the frames that come, up to the commit. */
export async function receiveAudio(connection: ScriptedConnection): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  for (;;) {
    const frame = await connection.receive();
    if (frame.type === "input_audio_buffer.commit") return pieces;
    pieces.push(Buffer.from(String(frame.audio), "base64"));
  }
}

/** The frame for some more words of a turn. */
export function deltaFrame(delta: string, itemId?: string): object {
  return { type: "conversation.item.input_audio_transcription.delta", delta, item_id: itemId };
}

/** The frame for a whole turn. */
export function completedFrame(transcript: string, itemId?: string): object {
  return { type: "conversation.item.input_audio_transcription.completed", transcript, item_id: itemId };
}

/** The frame that ends a session. */
export const COMMITTED: object = { type: "input_audio_buffer.committed" };
