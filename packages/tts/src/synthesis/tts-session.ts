import { type ClientContext, ConfigurationError, type SessionState, type SessionStats } from "@kotoba/core";
import type { TtsAudioFormat } from "../protocol/tts-audio-format.ts";
import { type Interruption, interruptedAt } from "./interruption.ts";
import { openSpeech, type Speech } from "./speech.ts";
import type { TtsEvent } from "./synthesis-events.ts";
import { synthesisSettings, type TtsOptions } from "./synthesis-options.ts";
import type { UtteranceStatus } from "./utterance.ts";
import { type TextInput, UtteranceText } from "./utterance-text.ts";

/**
 * Synthesis on one connection: texts go in, one after the other, and audio comes out while it is being made. Iterate over it for the
 * events; breaking out closes it, and so does `await using`. Iterate while you synthesize: while 256 events wait to be taken, nothing
 * more is read from the service. (When nobody has begun to iterate by then, the session ends with a `ConfigurationError` of code
 * `not_iterated`: `synthesize` would wait for ever.)
 *
 * What ends a session early comes out of the iteration, after the events before it, and out of every call under way:
 * `ConnectionLostError`, `TimeoutError` (in phase `keepalive`, or `finish` when the service does not go on speaking), `ProtocolError` or
 * `AuthError` (the service's own), or the reason of the signal. A service that closes while it has nothing to do ends the iteration.
 *
 * @example
 * const session = await tts.stream({ language: "ja" });
 * session.synthesize("こんにちは。").catch(() => {});   // a failure comes out below, too
 * for await (const event of session) {
 *   if (event.type === "audio_chunk") player.write(event.audio);
 *   if (event.type === "done") break;
 * }
 */
export class TtsSession implements AsyncIterable<TtsEvent>, AsyncDisposable {
  readonly #speech: Speech;
  readonly #context: ClientContext;

  private constructor(speech: Speech, context: ClientContext) {
    this.#speech = speech;
    this.#context = context;
  }

  /** Opens a session; `tts.stream()` is the way to do it. */
  static async open(context: ClientContext, options: TtsOptions): Promise<TtsSession> {
    return new TtsSession(await openSpeech(context, synthesisSettings(options), options), context);
  }

  /** Where the session is: `open` while it takes text, `closed` at the end. */
  get state(): SessionState {
    return this.#speech.runner.state;
  }

  /** Samples a second of the audio: what the service agreed to, whatever was asked for. */
  get sampleRate(): number {
    return this.#speech.sampleRate;
  }

  /** How the audio comes: what the service agreed to, whatever was asked for. */
  get audioFormat(): TtsAudioFormat {
    return this.#speech.audioFormat;
  }

  /**
   * Speaks a text: an utterance. It waits its turn behind those that were asked for before. Resolves when the service has made all its
   * audio (the consumer may have some left to take), or when it was cancelled.
   *
   * @param text - A string is one response. Any other is cut into sentences while it comes, each a response of its own, asked for as
   *   soon as the one before is done. It is read no more than one sentence ahead, and let go when it is no longer wanted.
   * @throws {ConfigurationError} when there is nothing to speak. @throws {ProtocolError} when the service cannot speak it: the rest is
   *   dropped, and the session goes on. @throws what the source throws, once the text before that has been spoken. @throws what
   *   ended the session.
   */
  async synthesize(text: TextInput): Promise<UtteranceStatus> {
    const { settings, utterances } = this.#speech;
    return await utterances.speak(new UtteranceText(text, settings, this.#context.clock));
  }

  /**
   * Speaks nothing more of what was asked for so far. From this call on no audio of it comes out of the iteration, and what has not been
   * sent is dropped; each `synthesize` under way resolves with `cancelled`. Resolves when the service has ended the response that was active,
   * at once when none was.
   *
   * @throws {TimeoutError} in phase `finish`, which ends the session, when the service takes over 5 s.
   */
  async cancel(): Promise<void> {
    await this.#speech.utterances.cancel();
  }

  /**
   * Cancels, because somebody speaks up, and tells what they have heard: so that a dialogue goes on from there.
   *
   * @param playedSeconds - How much has been played, from the first audio of the latest utterance of which you have taken audio. It
   *   does not matter whether its synthesis has ended.
   * @throws as {@link TtsSession.cancel} does. @throws {ConfigurationError} for what is no number of seconds.
   */
  async interrupt({ playedSeconds }: { readonly playedSeconds: number }): Promise<Interruption> {
    if (!(typeof playedSeconds === "number" && playedSeconds >= 0)) {
      throw new ConfigurationError(
        `playedSeconds must be a number from 0, not ${JSON.stringify(playedSeconds)}.`,
      );
    }
    const { utterances, settings } = this.#speech;
    const interruption = interruptedAt(playedSeconds, utterances.history.sentences(), settings.language);
    await utterances.cancel();
    return interruption;
  }

  /** Ends the session at once, whatever is still to come. Resolves when the connection is closed, within half a second. */
  async close(): Promise<void> {
    await this.#speech.runner.close();
  }

  /** What the session has done so far. */
  stats(): SessionStats {
    return this.#speech.runner.stats();
  }

  /** The events, in order, for one consumer. Stopping early closes the session. */
  [Symbol.asyncIterator](): AsyncIterator<TtsEvent, undefined> {
    const { runner, utterances } = this.#speech;
    const events = runner[Symbol.asyncIterator]();
    return {
      next: () =>
        events.next().then((next) => {
          if (next.value?.type === "audio_chunk") utterances.history.take(next.value.responseId);
          return next;
        }),
      return: async () => {
        await runner.close();
        return { done: true, value: undefined };
      },
    };
  }

  /** {@link TtsSession.close}, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
