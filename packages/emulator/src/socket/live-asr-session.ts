import type { Logger } from "@kotoba/core";
import { type RawData, WebSocket } from "ws";
import { defaultLanguage, engineFor, engineUnavailable } from "../engines/engine-selection.ts";
import type { RecognitionEngine } from "../engines/recognition-engine.ts";
import { type LiveAsrClientFrame, parseLiveAsrClientFrame } from "./live-asr-client-frames.ts";
import {
  audioCommitted,
  type LiveAsrServerFrame,
  sessionCreated,
  sessionFailed,
  sessionUpdated,
} from "./live-asr-server-frames.ts";
import { LiveTranscription } from "./live-transcription.ts";
import { SessionFailure } from "./session-failure.ts";
import { parseTranscriptionSession } from "./transcription-session.ts";

/** The longest frame that a client may send (contract, section 5). */
export const MAX_FRAME_BYTES: number = 2 ** 20;

/** How long a client has to answer a close. */
const CLOSE_TIMEOUT_MS = 500;

/** How far a session has come. */
type Phase =
  | { readonly name: "created" }
  | { readonly name: "updated"; readonly transcription: LiveTranscription }
  | { readonly name: "committed" };

/** One live recognition session, from its greeting to its close. */
export class LiveAsrSession {
  readonly #client: WebSocket;
  readonly #engines: readonly RecognitionEngine[];
  readonly #logger: Logger;
  /** Aborts when the session is over, however it ended. */
  readonly #over = new AbortController();
  #phase: Phase = { name: "created" };
  #transcribing: Promise<void> | undefined;
  #closeTimer: NodeJS.Timeout | undefined;

  constructor(client: WebSocket, engines: readonly RecognitionEngine[], logger: Logger) {
    this.#client = client;
    this.#engines = engines;
    this.#logger = logger;
  }

  /** Whether it takes one of the places that are for live sessions. */
  get isOpen(): boolean {
    return this.#client.readyState === WebSocket.OPEN;
  }

  /** Greets and serves the client. Resolves, and never rejects, when the connection is closed and nothing of the session is left. */
  async serve(): Promise<void> {
    const client = this.#client;
    const closed = new Promise((resolve) => client.once("close", resolve));
    client.on("message", (data, isBinary) => this.#receive(data, isBinary));
    client.on("error", (error) => {
      this.#logger.debug("A live client broke the WebSocket protocol", { reason: error.message });
      this.close(1002);
    });
    void this.#send([sessionCreated()]);
    await closed;
    this.#over.abort();
    clearTimeout(this.#closeTimer);
    await this.#transcribing;
  }

  /** Ends the session now, unless it is over: recognition stops, and a client that does not answer is cut off. */
  close(code: number, reason?: string): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    // Else the client's answer would not be seen.
    this.#client.resume();
    this.#client.close(code, reason);
    this.#closeTimer = setTimeout(() => this.#client.terminate(), CLOSE_TIMEOUT_MS);
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#over.signal.aborted) return;
    try {
      const frame = isBinary || !Buffer.isBuffer(data) ? undefined : parseLiveAsrClientFrame(textOf(data));
      if (frame === undefined) this.#logger.debug("A live client's frame is ignored", { isBinary });
      else this.#handle(frame);
    } catch (error) {
      this.#fail(error);
    }
  }

  #handle(frame: LiveAsrClientFrame): void {
    const phase = this.#phase;
    if (phase.name === "committed") throw outOfOrder(`${frame.type} after input_audio_buffer.commit.`);
    if (frame.type === "transcription_session.update") {
      if (phase.name !== "created") throw outOfOrder("transcription_session.update may be sent but once.");
      this.#begin(frame.session);
    } else if (phase.name === "created") {
      throw outOfOrder(`${frame.type} before transcription_session.update.`);
    } else if (frame.type === "input_audio_buffer.append") {
      phase.transcription.append(frame.audio, frame.eventId);
    } else {
      this.#phase = { name: "committed" };
      phase.transcription.commit();
    }
  }

  #begin(settings: unknown): void {
    const session = parseTranscriptionSession(settings, defaultLanguage(this.#engines));
    const { language } = session.input_audio_transcription;
    const engine = engineFor(this.#engines, language);
    if (engine === undefined) {
      const param = "session.input_audio_transcription.language";
      throw new SessionFailure("engine_unavailable", engineUnavailable(this.#engines, language), param);
    }
    const transcription = new LiveTranscription({
      session,
      engine,
      signal: this.#over.signal,
      send: (frames) => this.#send(frames),
      pause: () => this.#client.pause(),
      resume: () => this.#client.resume(),
    });
    this.#phase = { name: "updated", transcription };
    void this.#send([sessionUpdated(session)]);
    this.#transcribing = this.#transcribe(transcription);
  }

  async #transcribe(transcription: LiveTranscription): Promise<void> {
    try {
      await transcription.run();
      await this.#send([audioCommitted()]);
      this.close(1000);
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (this.#over.signal.aborted) return;
    const failure = error instanceof SessionFailure ? error : this.#ownFailure(error);
    void this.#send([sessionFailed(failure)]);
    this.close(failure.closeCode, failure.code);
  }

  #ownFailure(error: unknown): SessionFailure {
    const reason = error instanceof Error ? error.message : String(error);
    this.#logger.error("A live session failed", { reason });
    return new SessionFailure("internal_error", `The recognition failed: ${reason}`, null, 1011);
  }

  /** Sends all in one go, so that nothing comes between. Resolves when the system has taken them, or the client is gone. */
  async #send(frames: readonly LiveAsrServerFrame[]): Promise<void> {
    await Promise.all(
      frames.map(
        (frame) => new Promise<void>((resolve) => this.#client.send(JSON.stringify(frame), () => resolve())),
      ),
    );
  }
}

function textOf(data: Buffer): string {
  if (data.length > MAX_FRAME_BYTES) {
    const message = `A frame may have ${MAX_FRAME_BYTES} bytes, not ${data.length}: send 20 to 200 ms of audio at a time.`;
    throw new SessionFailure("bad_request", message, null, 1009);
  }
  return data.toString();
}

function outOfOrder(message: string): SessionFailure {
  return new SessionFailure("bad_request", message);
}
