/** A voice of a synthesis engine. */
export interface SynthesisVoice {
  /** What clients ask for, for example `slt`; unique within the engine. */
  readonly id: string;
  /** ISO 639-1 code of the language that it speaks. */
  readonly language: string;
  /** What it sounds like. */
  readonly gender: "female" | "male";
  /** Shown to people, for example `US English, female`. */
  readonly description: string;
  /** Rate of its samples, in Hz. */
  readonly sampleRate: number;
}

/** What a synthesis is asked for. */
export interface SynthesisOptions {
  /** The text, whole or in pieces as it is being written; the pieces may be cut anywhere. */
  readonly text: string | AsyncIterable<string>;
  /** ISO 639-1 code of the language of the text; one of the engine's {@link SynthesisEngine.languages}. */
  readonly language: string;
  /** The `id` of one of the language's voices. Default: the first of them. */
  readonly voice?: string | undefined;
  /** Stops the synthesis at once; it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** A speech synthesiser behind the emulator's routes. */
export interface SynthesisEngine extends AsyncDisposable {
  /** Name shown to people, for example `flite`. */
  readonly name: string;
  /** ISO 639-1 codes of the languages that it speaks. */
  readonly languages: readonly string[];
  /** All voices. The first of a language is that of those who ask for none. */
  readonly voices: readonly SynthesisVoice[];
  /**
   * Speaks a text: mono samples of full scale -1 to 1 at the rate of the voice, in blocks of any length, each as soon as it has been
   * produced. Nothing is produced beyond what is taken.
   *
   * @throws {SynthesisError} while it is iterated over, for a text that cannot be spoken.
   */
  synthesize(options: SynthesisOptions): AsyncIterable<Float32Array>;
}
