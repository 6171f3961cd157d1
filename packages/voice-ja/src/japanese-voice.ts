/** How a text is spoken. */
export interface SpeakOptions {
  /** How fast, as a factor of the usual speed: 0.5 to 2. Default: 1. */
  readonly speed?: number | undefined;
  /** Ends the call at once; it then rejects with the signal's reason. What others asked for is still spoken. */
  readonly signal?: AbortSignal | undefined;
}

/** A text, spoken. */
export interface Speech {
  /** Mono samples of full scale -1 to 1. */
  readonly samples: Float32Array;
  /** Samples per second. */
  readonly sampleRate: 48_000;
}

/** A voice that speaks Japanese, in a thread of its own. The thread keeps no process alive that has nothing to be spoken. */
export interface JapaneseVoice extends AsyncDisposable {
  /**
   * Speaks a text: kanji, kana, numbers, dates; Latin words that the dictionary does not know letter by letter. What has no reading,
   * such as emoji and other scripts, is left out. Texts are spoken one after the other, in the order of the calls.
   *
   * @throws {ConfigurationError} for an empty text, and for a speed out of range.
   * @throws {KotobaError} with the code `text_not_speakable` when nothing in the text can be spoken, `speech_too_long` when the
   * speech is longer than half an hour, `voice_failed` when the engine fails or takes over a minute for a
   * sentence (the next call is served by a new one), and `voice_closed`.
   */
  speak(text: string, options?: SpeakOptions): Promise<Speech>;
  /** Ends the thread; what has not been spoken rejects. May be called more than once. */
  close(): Promise<void>;
}
