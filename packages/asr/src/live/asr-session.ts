import {
  abortable,
  type ClientContext,
  openSession,
  type SessionRunner,
  type SessionState,
  type SessionStats,
} from "@kotoba/core";
import { liveUrl } from "../asr-urls.ts";
import { AppendFrames, COMMIT_FRAME } from "../protocol/live-client-frames.ts";
import { asrProtocol } from "./asr-protocol.ts";
import { AudioFramer, type LiveAudioChunk } from "./audio-framer.ts";
import type { AsrEvent } from "./live-events.ts";
import { type LiveOptions, liveSettings } from "./live-options.ts";
import { type LiveAudioSource, liveChunks } from "./live-source.ts";

/**
 * Live recognition on one connection: audio goes in, words come out while it is being spoken. Iterate over it for the events; breaking
 * out closes it, and so does `await using`. Iterate while you send: while 256 events wait to be taken, nothing more is read from the
 * service, and silence is no failure.
 *
 * What ends a session early comes out of the iteration, after the events before it, and out of every call that sends:
 * `ConnectionLostError`, `TimeoutError` (in phase `keepalive` or `finish`), `ProtocolError` or `AuthError` (the service's own), or the reason
 * of the signal.
 *
 * @example
 * const session = await asr.stream({ language: "en" });
 * session.feed(microphone).catch(() => {});          // a failure comes out below, too
 * for await (const event of session) {
 *   if (event.type === "final_transcript") console.log(event.text);
 * }
 */
export class AsrSession implements AsyncIterable<AsrEvent>, AsyncDisposable {
  readonly #runner: SessionRunner<AsrEvent>;
  readonly #framer: AudioFramer;
  readonly #appendFrames = new AppendFrames();
  /** Sends follow each other: the frames of two calls never mix. */
  #lastSend: Promise<void> = Promise.resolve();
  #waitingSends = 0;

  private constructor(runner: SessionRunner<AsrEvent>, framer: AudioFramer) {
    this.#runner = runner;
    this.#framer = framer;
  }

  /** Opens a session; `asr.stream()` is the way to do it. */
  static async open(context: ClientContext, options: LiveOptions): Promise<AsrSession> {
    const settings = liveSettings(options);
    const framer = new AudioFramer(settings);
    const url = liveUrl(context, options.url);
    const runner = await openSession(context, url, () => asrProtocol(settings), options);
    return new AsrSession(runner, framer);
  }

  /** Where the session is: `open` while it takes audio, `draining` after commit, `closed` at the end. */
  get state(): SessionState {
    return this.#runner.state;
  }

  /**
   * Sends a chunk of audio, of any length. Resolves when there is room for more: await it, and memory stays flat on the slowest of lines.
   *
   * @param chunk - Samples, or bytes in the format of the session (`pcm16` unless asked otherwise); mono, at `inputSampleRate`.
   * @throws {ConfigurationError} after commit or close, and for what is no audio. @throws what ended the session.
   */
  async sendAudio(chunk: LiveAudioChunk): Promise<void> {
    this.#runner.requireOpen();
    await this.#sendPieces(this.#framer.accept(chunk));
  }

  /**
   * Sends all the audio of a source, and then commits. When the session ends before, the source is let go.
   *
   * @throws what the source throws; the session then stays open. @throws what ended the session.
   */
  async feed(source: LiveAudioSource): Promise<void> {
    const chunks = liveChunks(source);
    let isOpen = true;
    try {
      for (;;) {
        const next = await abortable(chunks.next(), this.#runner.ended);
        isOpen = !next.done;
        if (next.done) break;
        await this.sendAudio(next.value);
      }
    } finally {
      // Not awaited: a source that hangs must not hold up the caller.
      if (isOpen) void letGo(chunks);
    }
    await this.commit();
  }

  /** Says that no more audio comes. The rest of the transcript follows, then `committed` and `done`. */
  async commit(): Promise<void> {
    this.#runner.requireOpen();
    // At once: what is sent from here on would come behind the end of the audio.
    this.#runner.endInput();
    await this.#sendPieces(this.#framer.flush());
    await this.#inTurn(() => this.#runner.finish(COMMIT_FRAME));
  }

  /** Ends the session at once, whatever is still to come. Resolves when the connection is closed, within half a second. */
  async close(): Promise<void> {
    await this.#runner.close();
  }

  /** What the session has done so far. */
  stats(): SessionStats {
    return this.#runner.stats();
  }

  [Symbol.asyncIterator](): AsyncIterator<AsrEvent, undefined> {
    return this.#runner[Symbol.asyncIterator]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** Sends what there is room for at once, and the rest as there is: nothing to wait for is the common case. */
  #sendPieces(pieces: readonly Uint8Array[]): Promise<void> | undefined {
    // Encoded now: the caller may fill its buffer anew as soon as this call has returned.
    const frames = pieces.map((piece) => this.#appendFrames.next(toBase64(piece)));
    let sent = 0;
    const count = () => {
      const piece = pieces[sent++];
      if (piece !== undefined) this.#runner.countAudio(piece.length, this.#framer.secondsOf(piece));
    };
    if (this.#waitingSends === 0) {
      for (const frame of frames) {
        if (!this.#runner.trySend(frame)) break;
        count();
      }
    }
    if (sent === frames.length) return undefined;
    const rest = frames.slice(sent);
    return this.#inTurn(async () => {
      for (const frame of rest) {
        await this.#runner.send(frame);
        count();
      }
    });
  }

  /** Runs a send after those before it; the failure of one is its own caller's. */
  #inTurn(send: () => Promise<void>): Promise<void> {
    this.#waitingSends++;
    const sent = this.#lastSend.then(send).finally(() => this.#waitingSends--);
    this.#lastSend = sent.catch(() => {});
    return sent;
  }
}

async function letGo(chunks: AsyncIterator<LiveAudioChunk>): Promise<void> {
  try {
    await chunks.return?.();
  } catch {
    // What ended the feeding has been told.
  }
}

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
