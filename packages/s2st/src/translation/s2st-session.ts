import {
  AudioFramer,
  AudioSender,
  type AudioTimeline,
  type LiveAudioChunk,
  type LiveAudioSession,
  type LiveAudioSource,
  ResumableConnection,
  resumeSettings,
  SingleConnection,
} from "@kotoba/audio";
import { type ClientContext, openSession, type SessionState, type SessionStats } from "@kotoba/core";
import { AppendFrames } from "../protocol/s2st-client-frames.ts";
import { s2stUrl } from "../s2st-url.ts";
import { S2stProtocol } from "./s2st-protocol.ts";
import { SpokenReplay } from "./spoken-replay.ts";
import type { S2stEvent } from "./translation-events.ts";
import { type S2stOptions, translationSettings } from "./translation-options.ts";

/**
 * Translation in one direction, on one connection or, with `resume`, on as many in turn as it takes: speech goes in, translated speech and text come out while it is being spoken. Iterate
 * over it for the events; breaking out closes it, and so does `await using`. Iterate while you send: while 256 events wait to be taken
 * (some ten seconds of speech), nothing more is read from the service, and silence is no failure.
 *
 * What ends a session early comes out of the iteration, after the events before it, and out of every call that sends:
 * `ConnectionLostError`, `TimeoutError` (in phase `keepalive` or `finish`), `ProtocolError` or `AuthError` (the service's own), or the reason
 * of the signal.
 *
 * @example
 * const session = await s2st.stream({ source: "en", target: "ja" });
 * session.feed(microphone).catch(() => {});          // a failure comes out below, too
 * for await (const event of session) {
 *   if (event.type === "audio_chunk") player.write(event.audio);
 * }
 */
export class S2stSession implements AsyncIterable<S2stEvent>, AsyncDisposable {
  readonly #connection: LiveAudioSession<S2stEvent>;
  readonly #audio: AudioSender;

  private constructor(connection: LiveAudioSession<S2stEvent>, framer: AudioFramer) {
    this.#connection = connection;
    this.#audio = new AudioSender(connection, framer);
  }

  /**
   * Opens a session; `s2st.stream()` is the way to do it.
   *
   * @param options - `sourceWaits`: the audio comes from where it can wait, and need not be kept while there is no line.
   */
  static async open(
    context: ClientContext,
    options: S2stOptions & { readonly sourceWaits?: boolean },
  ): Promise<S2stSession> {
    const { sourceWaits = false } = options;
    const settings = translationSettings(options);
    const resume = resumeSettings(options.resume, settings);
    const framer = new AudioFramer(settings);
    const url = s2stUrl(context, options.url, settings);
    const frames = new AppendFrames();
    if (resume === undefined) {
      const createProtocol = () => new S2stProtocol(settings);
      const runner = await openSession(context, { url, options, createProtocol });
      return new S2stSession(new SingleConnection(runner, frames, framer), framer);
    }
    const createProtocol = (timeline: AudioTimeline) => new SpokenReplay(settings, timeline);
    const setUp = { url, options, frames, resume, confirmsAlong: true, sourceWaits, createProtocol };
    return new S2stSession(await ResumableConnection.open(context, setUp), framer);
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

  /** Says that no more audio comes. The rest of the translation follows, then `committed` and `done`. */
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

  /** The events, in order, for one consumer. Stopping early closes the session. */
  [Symbol.asyncIterator](): AsyncIterator<S2stEvent, undefined> {
    return this.#connection[Symbol.asyncIterator]();
  }

  /** {@link S2stSession.close}, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
