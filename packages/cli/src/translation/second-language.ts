import { type AsrEvent, type KotobaClient, KotobaError, type LiveAudioChunk } from "@kotoba/sdk";

/** Audio on its way to be recognised. It takes chunks whenever they come, and gives them in its own time. */
export interface AudioQueue<Chunk extends LiveAudioChunk> extends AsyncIterable<Chunk> {
  write(chunk: Chunk): unknown;
  end(): unknown;
}

/** What is recognised how. */
export interface SecondLanguageOptions<Chunk extends LiveAudioChunk> {
  readonly language: string;
  readonly audio: AudioQueue<Chunk>;
  readonly sampleRate: number;
  readonly signal: AbortSignal;
  /** Told of every event. */
  readonly onEvent: (event: AsrEvent) => void;
}

/**
 * Recognises the language that the service gives no text of, beside the translation: it never holds that up, and where it fails, a
 * warning says so and that is all.
 */
export class SecondLanguage<Chunk extends LiveAudioChunk> implements AsyncDisposable {
  readonly #options: SecondLanguageOptions<Chunk>;
  readonly #disposal = new AbortController();
  readonly #ended: Promise<void>;
  /** No more audio is taken: it has ended, or nobody listens any more. */
  #closed = false;

  constructor(client: KotobaClient, options: SecondLanguageOptions<Chunk>) {
    this.#options = options;
    this.#ended = this.#run(client);
    // It comes out of `end()`.
    this.#ended.catch(() => {});
  }

  /** Takes some more of the audio. */
  hear(chunk: Chunk): void {
    if (!this.#closed) this.#options.audio.write(chunk);
  }

  /** Says that no more audio comes. Resolves when all of it has been recognised. */
  async end(): Promise<void> {
    this.#closed = true;
    this.#options.audio.end();
    await this.#ended;
  }

  /** Ends it as it is. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposal.abort();
    await this.end();
  }

  async #run(client: KotobaClient): Promise<void> {
    const { language, audio, sampleRate, onEvent } = this.#options;
    const signal = AbortSignal.any([this.#options.signal, this.#disposal.signal]);
    try {
      await using session = await client.asr.stream({
        language,
        inputSampleRate: sampleRate,
        resume: { onOverflow: "drop-oldest" },
        signal,
      });
      // What ends the feeding early comes out of the iteration, too.
      session.feed(audio).catch(() => {});
      for await (const event of session) onEvent(event);
    } catch (error) {
      this.#closed = true;
      if (signal.aborted) return;
      if (!KotobaError.isInstance(error)) throw error;
      console.error(`kotoba: The captions lack what was said in "${language}". ${error.message}`);
    }
  }
}
