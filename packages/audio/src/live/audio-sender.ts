import { abortable, type SessionRunner } from "@kotoba/core";
import type { AudioFramer, LiveAudioChunk } from "./audio-framer.ts";
import { type LiveAudioSource, liveChunks } from "./live-source.ts";

/** What of a session is needed to send audio on it. */
type AudioSession = Pick<
  SessionRunner<unknown>,
  "requireOpen" | "trySend" | "send" | "endInput" | "finish" | "countAudio" | "ended"
>;

/** The frames that carry audio, and the one that ends it. */
export interface InputFrames {
  /** @param base64Audio - Needs no escaping. */
  next(base64Audio: string): string;
  readonly commit: string;
}

/** Sends live audio on a session, in order, as there is room. */
export class AudioSender {
  readonly #session: AudioSession;
  readonly #framer: AudioFramer;
  readonly #frames: InputFrames;
  /** Sends follow each other: the frames of two calls never mix. */
  #lastSend: Promise<void> = Promise.resolve();
  #waitingSends = 0;

  constructor(session: AudioSession, framer: AudioFramer, frames: InputFrames) {
    this.#session = session;
    this.#framer = framer;
    this.#frames = frames;
  }

  /**
   * Sends a chunk of any length. Resolves when there is room for more.
   *
   * @throws {ConfigurationError} after commit or close, and for what is no audio. @throws what ended the session.
   */
  async send(chunk: LiveAudioChunk): Promise<void> {
    this.#session.requireOpen();
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
        const next = await abortable(chunks.next(), this.#session.ended);
        isOpen = !next.done;
        if (next.done) break;
        await this.send(next.value);
      }
    } finally {
      // Not awaited: a source that hangs must not hold up the caller.
      if (isOpen) void letGo(chunks);
    }
    await this.commit();
  }

  /** Sends what is left, and says that no more comes. */
  async commit(): Promise<void> {
    this.#session.requireOpen();
    // At once: what is sent from here on would come behind the end of the audio.
    this.#session.endInput();
    await this.#sendPieces(this.#framer.flush());
    await this.#inTurn(() => this.#session.finish(this.#frames.commit));
  }

  /** Sends what there is room for at once, and the rest as there is: nothing to wait for is the common case. */
  #sendPieces(pieces: readonly Uint8Array[]): Promise<void> | undefined {
    // Encoded now: the caller may fill its buffer anew as soon as this call has returned.
    const frames = pieces.map((piece) => this.#frames.next(toBase64(piece)));
    let sent = 0;
    const count = () => {
      const piece = pieces[sent++];
      if (piece !== undefined) this.#session.countAudio(piece.length, this.#framer.secondsOf(piece));
    };
    if (this.#waitingSends === 0) {
      for (const frame of frames) {
        if (!this.#session.trySend(frame)) break;
        count();
      }
    }
    if (sent === frames.length) return undefined;
    const rest = frames.slice(sent);
    return this.#inTurn(async () => {
      for (const frame of rest) {
        await this.#session.send(frame);
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
