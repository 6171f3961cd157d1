/** One recognised word. Times are seconds from the start of the audio that the recognition was given. */
export interface RecognizedWord {
  /** The word. */
  readonly text: string;
  /** When it begins. */
  readonly start: number;
  /** When it ends. */
  readonly end: number;
}

/** One stretch of speech between two silences. Times are seconds from the start of the audio. */
export interface RecognizedUtterance {
  /** Its words, put together. */
  readonly text: string;
  /** When it begins. */
  readonly start: number;
  /** When it ends. */
  readonly end: number;
  /** Its words, in order. */
  readonly words: readonly RecognizedWord[];
}

/** What a recognition is opened with. */
export interface RecognitionOptions {
  /** ISO 639-1 code of the language that is spoken; one of the engine's {@link RecognitionEngine.languages}. */
  readonly language: string;
  /** How long a pause ends an utterance, in milliseconds. Default 800. */
  readonly silenceDurationMs?: number;
  /** SHA-256 of the uploaded file that holds the audio, in lower-case hexadecimal digits; undefined for live audio. */
  readonly uploadSha256?: string | undefined;
  /** Stops the recognition; what is pending rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * One recording or live stream being recognised. Calls are made in order, each awaited before the next.
 */
export interface Recognition extends AsyncDisposable {
  /**
   * Takes the next samples: 16 kHz mono, any number of them. Resolves when the engine is ready for more, with the utterances
   * that ended within these samples and the text so far of the one that is being spoken (empty in silence).
   */
  accept(samples: Int16Array): Promise<RecognitionProgress>;
  /** Says that no more samples come; resolves with the utterances that were still open. */
  finish(): Promise<readonly RecognizedUtterance[]>;
}

/** What is known after some more samples. */
export interface RecognitionProgress {
  /** Utterances that have ended since the last call, in order. */
  readonly utterances: readonly RecognizedUtterance[];
  /** Text so far of the utterance that is being spoken; it may change with more audio. Empty in silence. */
  readonly partial: string;
}

/** A speech recogniser behind the emulator's routes. */
export interface RecognitionEngine extends AsyncDisposable {
  /** Name shown to people, for example `pocketsphinx`. */
  readonly name: string;
  /** ISO 639-1 codes of the languages that it understands. */
  readonly languages: readonly string[];
  /** Opens one recognition; waits for a free place when all that the engine can run at once are taken. */
  open(options: RecognitionOptions): Promise<Recognition>;
}
