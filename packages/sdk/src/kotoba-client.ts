import { AsrClient } from "@kotoba/asr";
import { ClientContext, type ClientOptions } from "@kotoba/core";
import { S2stClient } from "@kotoba/s2st";
import { TtsClient } from "@kotoba/tts";

/** Options of a client for every service. */
export interface KotobaClientOptions extends ClientOptions {
  /**
   * Origin of a deployment that serves everything at the usual paths, for example `https://HOST`; or that of an emulator.
   * Default: the registered routes, then the environment.
   */
  readonly url?: string | undefined;
  /** Where speech is recognised: REST base or live URL. Default: from `url`. */
  readonly asrUrl?: string | undefined;
  /** Where speech is synthesised, for every language: `wss://HOST/v2/tts/ws`. Default: from `url`. */
  readonly ttsUrl?: string | undefined;
  /** Where speech is translated, for every pair of languages: `wss://HOST/sts`. Default: from `url`. */
  readonly s2stUrl?: string | undefined;
}

/**
 * One client for every Kotoba service. Its parts share connections, retry budget and configuration.
 *
 * @example
 * await using client = new KotobaClient();           // KOTOBA_API_KEY, KOTOBA_ASR_REST_URL
 * const { text } = await client.asr.transcribe("meeting.wav", { language: "en" });
 */
export class KotobaClient implements AsyncDisposable {
  /** Speech recognition. */
  readonly asr: AsrClient;
  /** Speech synthesis. */
  readonly tts: TtsClient;
  /** Speech-to-speech translation. */
  readonly s2st: S2stClient;
  readonly #context: ClientContext;

  /** @throws {ConfigurationError} naming an option or environment variable that cannot be used. */
  constructor(options: KotobaClientOptions = {}) {
    this.#context = new ClientContext(options);
    this.asr = new AsrClient({ url: options.asrUrl ?? options.url }, this.#context);
    this.tts = new TtsClient({ url: options.ttsUrl ?? options.url }, this.#context);
    this.s2st = new S2stClient({ url: options.s2stUrl ?? options.url }, this.#context);
  }

  /** Ends every connection. Calls under way, and later ones, reject with a `ConfigurationError` of code `client_closed`. */
  async close(): Promise<void> {
    await this.#context.close();
  }

  /** {@link KotobaClient.close}, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
