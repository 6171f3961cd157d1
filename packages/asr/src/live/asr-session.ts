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
import { liveUrl } from "../asr-urls.ts";
import { AppendFrames } from "../protocol/live-client-frames.ts";
import { AsrProtocol } from "./asr-protocol.ts";
import type { AsrEvent } from "./live-events.ts";
import { type LiveOptions, liveSettings } from "./live-options.ts";
import { TurnReplay } from "./turn-replay.ts";

/**
 * Live recognition, on one connection or, with `resume`, on as many in turn as it takes: audio goes in, words come out while it is being spoken. Iterate over it for the events; breaking
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
  readonly #connection: LiveAudioSession<AsrEvent>;
  readonly #audio: AudioSender;

  private constructor(connection: LiveAudioSession<AsrEvent>, framer: AudioFramer) {
    this.#connection = connection;
    this.#audio = new AudioSender(connection, framer);
  }

  /**
   * Opens a session; `asr.stream()` is the way to do it.
   *
   * @param options - `sourceWaits`: the audio comes from where it can wait, and need not be kept while there is no line.
   */
  static async open(
    context: ClientContext,
    options: LiveOptions & { readonly sourceWaits?: boolean },
  ): Promise<AsrSession> {
    const { sourceWaits = false } = options;
    const settings = liveSettings(options);
    const resume = resumeSettings(options.resume, settings);
    const framer = new AudioFramer(settings);
    const url = liveUrl(context, options.url);
    const frames = new AppendFrames();
    if (resume === undefined) {
      const createProtocol = () => new AsrProtocol(settings);
      const runner = await openSession(context, { url, options, createProtocol });
      return new AsrSession(new SingleConnection(runner, frames, framer), framer);
    }
    const createProtocol = (timeline: AudioTimeline) => new TurnReplay(settings, timeline);
    const confirmsAlong = settings.turnDetection !== false;
    const setUp = { url, options, frames, resume, confirmsAlong, sourceWaits, createProtocol };
    return new AsrSession(await ResumableConnection.open(context, setUp), framer);
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

  /** Says that no more audio comes. The rest of the transcript follows, then `committed` and `done`. */
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
  [Symbol.asyncIterator](): AsyncIterator<AsrEvent, undefined> {
    return this.#connection[Symbol.asyncIterator]();
  }

  /** {@link AsrSession.close}, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
