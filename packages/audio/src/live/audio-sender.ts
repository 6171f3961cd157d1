import { abortable } from "@kotoba/core";
import type { AudioFramer, LiveAudioChunk } from "./audio-framer.ts";
import type { LiveAudioSession } from "./live-audio-session.ts";
import { type LiveAudioSource, liveChunks } from "./live-source.ts";

/** Sends live audio on a session, in order, as there is room. */
export class AudioSender {
  readonly #session: LiveAudioSession<unknown>;
  readonly #framer: AudioFramer;

  constructor(session: LiveAudioSession<unknown>, framer: AudioFramer) {
    this.#session = session;
    this.#framer = framer;
  }

  /**
   * Sends a chunk of any length. Resolves when there is room for more.
   *
   * @throws {ConfigurationError} after commit or close, and for what is no audio. @throws what ended the session.
   */
  async send(chunk: LiveAudioChunk): Promise<void> {
    this.#session.requireOpen();
    await this.#session.send(this.#framer.accept(chunk));
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
    // Nobody waits for room behind it: should it fail, so does what follows.
    this.#session.send(this.#framer.flush())?.catch(() => {});
    await this.#session.finish();
  }
}

async function letGo(chunks: AsyncIterator<LiveAudioChunk>): Promise<void> {
  try {
    await chunks.return?.();
  } catch {
    // What ended the feeding has been told.
  }
}
