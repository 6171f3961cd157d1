import type { SessionState, SessionStats } from "@kotoba/core";
import type { AudioFramer, LiveAudioChunk } from "./audio-framer.ts";
import { AudioSender } from "./audio-sender.ts";
import type { LiveAudioSession } from "./live-audio-session.ts";
import type { LiveAudioSource } from "./live-source.ts";

/** A live session that takes audio: what all modalities have in common that do. */
export abstract class AudioSession<Event> implements AsyncIterable<Event>, AsyncDisposable {
  readonly #connection: LiveAudioSession<Event>;
  readonly #audio: AudioSender;

  /** @param framer - What cuts the audio into the pieces that the connection takes. */
  protected constructor(connection: LiveAudioSession<Event>, framer: AudioFramer) {
    this.#connection = connection;
    this.#audio = new AudioSender(connection, framer);
  }

  /** Where the session is: `open` while it takes audio, `reconnecting` while there is no line, `draining` after commit, `closed` at the end. */
  get state(): SessionState {
    return this.#connection.state;
  }

  /**
   * Sends a chunk of audio, of any length. Resolves when there is room for more: await it, and memory stays flat on the slowest of lines.
   *
   * @param chunk - Samples, or bytes in the format of the session (`pcm16` unless asked otherwise); mono, at `inputSampleRate`.
   * @throws {ConfigurationError} after commit or close, and for what is no audio. @throws what ended the session.
   */
  async sendAudio(chunk: LiveAudioChunk): Promise<void> {
    await this.#audio.send(chunk);
  }

  /**
   * Sends all the audio of a source, and then commits. When the session ends before, the source is let go.
   *
   * @throws what the source throws; the session then stays open. @throws what ended the session.
   */
  async feed(source: LiveAudioSource): Promise<void> {
    await this.#audio.feed(source);
  }

  /** Says that no more audio comes. The rest of the answer follows, then `committed` and `done`. */
  async commit(): Promise<void> {
    await this.#audio.commit();
  }

  /** Ends the session at once, whatever is still to come. Resolves when the connection is closed, within half a second. */
  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** What the session has done so far. */
  stats(): SessionStats {
    return this.#connection.stats();
  }

  /** The events, for one consumer. Stopping early closes the session. */
  [Symbol.asyncIterator](): AsyncIterator<Event, undefined> {
    return this.#connection[Symbol.asyncIterator]();
  }

  /** Closes it, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
