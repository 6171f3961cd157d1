import type { AudioInput } from "@kotoba/audio";
import { type CallOptions, ClientContext, type ClientOptions, validateCallOptions } from "@kotoba/core";
import type { S2stResult } from "./result/s2st-result.ts";
import { S2stSession } from "./translation/s2st-session.ts";
import { type TranslateOptions, translate } from "./translation/translate.ts";
import type { S2stOptions } from "./translation/translation-options.ts";

/** Options of a client for speech-to-speech translation. */
export interface S2stClientOptions extends ClientOptions {
  /**
   * Where translation is served, for every pair of languages: `wss://HOST/sts`, or just `https://HOST`. Default: the registered routes,
   * then `KOTOBA_S2ST_EN_JA_URL` (from English to Japanese) and `KOTOBA_S2ST_URL`.
   */
  readonly url?: string | undefined;
}

/**
 * Speech-to-speech translation: speech becomes speech in another language, also while it is being spoken.
 *
 * Every method may reject with `AuthError`, `RateLimitError`, `ProtocolError` or `APIError` (by what the service answers),
 * `ConnectionLostError` (an `APIError`), `TimeoutError`, `UnsupportedRouteError` (no URL is known for the pair of languages),
 * `ConfigurationError` (a bad option, found before anything is sent), or with the reason of the signal that aborted it.
 *
 * @example
 * const s2st = new S2stClient();                     // KOTOBA_API_KEY, KOTOBA_S2ST_EN_JA_URL
 * const speech = await s2st.translate("talk.wav", { source: "en", target: "ja" });
 * await speech.toWav("talk-ja.wav");
 */
export class S2stClient implements AsyncDisposable {
  readonly #context: ClientContext;
  readonly #ownsContext: boolean;
  readonly #url: string | undefined;

  /**
   * @param context - Connections, retry budget and every option but `url`, shared with other clients; for the packages of this
   *   project. It stays its maker's to close.
   * @throws {ConfigurationError} naming an option or environment variable that cannot be used.
   */
  constructor(options: S2stClientOptions = {}, context?: ClientContext) {
    this.#context = context ?? new ClientContext(options);
    this.#ownsContext = context === undefined;
    this.#url = options.url;
    if (options.url !== undefined) this.#context.secureUrl(options.url, "option url");
  }

  /**
   * Opens a translation of live speech (contract, section 7). Resolves when the service takes audio: 24 kHz mono, unless `inputSampleRate` says what yours
   * has.
   *
   * @throws {TimeoutError} in phase `handshake`, when one attempt takes over `timeoutMs` (default 15,000).
   */
  async stream(options: S2stOptions): Promise<S2stSession> {
    return await S2stSession.open(this.#context, this.#withUrl(options));
  }

  /**
   * Translates a recording, sent at its own pace unless told otherwise, and gives the whole translation. WAV, AIFF and AU files are decoded
   * as they are, MP3, FLAC and Ogg by the optional packages that `@kotoba/audio` names, anything else by ffmpeg where that is installed.
   *
   * @param audio - A path, a `file:` URL, bytes, a `Blob` or `File`, a web or Node stream, or any async iterable of bytes. It is read as it
   *   is sent; the translation is held in memory (48 kB a second).
   * @throws {AudioFormatError} for a recording that is missing, empty, damaged or none.
   */
  async translate(audio: AudioInput, options: TranslateOptions): Promise<S2stResult> {
    return await translate(this.#context, audio, this.#withUrl(options));
  }

  /** Ends the client's connections. Calls under way, and later ones, reject with a `ConfigurationError` of code `client_closed`. */
  async close(): Promise<void> {
    if (this.#ownsContext) await this.#context.close();
  }

  /** {@link S2stClient.close}, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** @throws {ConfigurationError} also when there are no options: some are needed. */
  #withUrl<Options extends CallOptions>(options: Options): Options {
    validateCallOptions(options);
    return options.url === undefined && this.#url !== undefined ? { ...options, url: this.#url } : options;
  }
}
