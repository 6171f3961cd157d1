/** A direction that an engine translates in: two ISO 639-1 codes. */
export interface TranslationPair {
  /** The language that goes in. */
  readonly source: string;
  /** The language that comes out. */
  readonly target: string;
}

/** What a translation is asked for; `source` and `target` are one of the engine's {@link TranslationEngine.pairs}. */
export interface TranslationOptions extends TranslationPair {
  /** One or more sentences; from a recogniser, without punctuation. */
  readonly text: string;
  /** Stops the translation, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A text, translated as far as the engine knows how. */
export interface Translation {
  /** To be read. What is not translated stands in it as it was, between the brackets 「 and 」. */
  readonly text: string;
  /** To be spoken: what is translated, and where something is missing, a sentence that says so. */
  readonly spoken: string;
  /** Whether all of the source is translated. */
  readonly isComplete: boolean;
}

/** A translator behind the emulator's routes. */
export interface TranslationEngine extends AsyncDisposable {
  /** Name shown to people, for example `phrase table`. */
  readonly name: string;
  /** The directions that it translates in. */
  readonly pairs: readonly TranslationPair[];
  /** Translates a text. An engine that does not know it says so in what it resolves with; it rejects when it fails. */
  translate(options: TranslationOptions): Promise<Translation>;
}
