import { type CallOptions, ClientContext, type ClientOptions } from "@kotoba/core";
import type { AudioChunk } from "./result/audio-chunk.ts";
import type { AudioResult } from "./result/audio-result.ts";
import type { TtsOptions } from "./synthesis/synthesis-options.ts";
import { synthesize } from "./synthesis/synthesize.ts";
import { synthesizeStream } from "./synthesis/synthesize-stream.ts";
import { TtsSession } from "./synthesis/tts-session.ts";
import type { TextInput } from "./synthesis/utterance-text.ts";

/** Options of a client for speech synthesis. */
export interface TtsClientOptions extends ClientOptions {
  /**
   * Where synthesis is served, for every language: `wss://HOST/v2/tts/ws`, or just `https://HOST`. Default: the registered routes, then
   * `KOTOBA_TTS_JA_URL` (for Japanese) and `KOTOBA_TTS_URL`.
   */
  readonly url?: string | undefined;
}

/**
 * Speech synthesis: text becomes speech, also while it is still being written.
 *
 * Every method may reject with `AuthError`, `RateLimitError`, `ProtocolError` or `APIError` (by what the service answers),
 * `ConnectionLostError` (an `APIError`), `TimeoutError`, `UnsupportedRouteError` (no URL is known), `ConfigurationError` (a bad option,
 * found before anything is sent), or with the reason of the signal that aborted it.
 *
 * @example
 * const tts = new TtsClient();                       // KOTOBA_API_KEY, KOTOBA_TTS_URL
 * const speech = await tts.synthesize("こんにちは。");
 * await speech.toWav("hello.wav");
 */
export class TtsClient implements AsyncDisposable {
  readonly #context: ClientContext;
  readonly #ownsContext: boolean;
  readonly #url: string | undefined;

  /**
   * @param context - Connections, retry budget and every option but `url`, shared with other clients; for the packages of this
   *   project. It stays its maker's to close.
   * @throws {ConfigurationError} naming an option or environment variable that cannot be used.
   */
  constructor(options: TtsClientOptions = {}, context?: ClientContext) {
    this.#context = context ?? new ClientContext(options);
    this.#ownsContext = context === undefined;
    this.#url = options.url;
    if (options.url !== undefined) this.#context.secureUrl(options.url, "option url");
  }

  /**
   * Opens a session that speaks many texts, one after the other, and can be cancelled and interrupted (contract, section 6). Resolves when the service takes
   * text.
   *
   * @throws {TimeoutError} in phase `handshake`, when one attempt takes over `timeoutMs` (default 15,000).
   */
  stream(options: TtsOptions = {}): Promise<TtsSession> {
    return TtsSession.open(this.#context, this.#withUrl(options));
  }

  /**
   * The audio of a text, as soon as it comes: of one that is being written, before it has ended. Stopping early (also by `return()` while
   * audio is waited for) ends the session and lets the text go.
   *
   * @param text - As for {@link TtsSession.synthesize}.
   * @throws while iterating, after the audio before: also {@link ProtocolError} when the service cannot speak it, or cancels it (code
   *   `response_cancelled`), and what the source throws.
   */
  synthesizeStream(text: TextInput, options: TtsOptions = {}): AsyncIterable<AudioChunk> {
    return synthesizeStream(this.#context, text, this.#withUrl(options));
  }

  /**
   * The audio of a whole text.
   *
   * @param text - As for {@link TtsSession.synthesize}.
   * @throws {ProtocolError} also when the service cannot speak it, or cancels it (code `response_cancelled`). @throws what the source throws.
   */
  synthesize(text: TextInput, options: TtsOptions = {}): Promise<AudioResult> {
    return synthesize(this.#context, text, this.#withUrl(options));
  }

  /** Ends the client's connections. Calls under way, and later ones, reject with a `ConfigurationError` of code `client_closed`. */
  async close(): Promise<void> {
    if (this.#ownsContext) await this.#context.close();
  }

  /** {@link TtsClient.close}, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #withUrl<Options extends CallOptions>(options: Options): Options {
    return options.url === undefined && this.#url !== undefined ? { ...options, url: this.#url } : options;
  }
}
