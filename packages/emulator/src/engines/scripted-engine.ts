import { ConfigurationError } from "@kotoba/core";
import type {
  Recognition,
  RecognitionEngine,
  RecognitionOptions,
  RecognitionProgress,
  RecognizedUtterance,
  RecognizedWord,
} from "./recognition-engine.ts";
import { wordSeparator } from "./word-separator.ts";

const SAMPLE_RATE = 16_000;
const DEFAULT_SILENCE_MS = 800;

/** What is said in one recording: its utterances in order, each a list of words with their times in seconds. */
export type ScriptedAnswer = readonly (readonly RecognizedWord[])[];

/** How {@link createScriptedEngine} answers. */
export interface ScriptedEngineOptions {
  /** ISO 639-1 codes of the languages that it claims to understand. Default `["en", "ja"]`. */
  readonly languages?: readonly string[];
  /** One for each recognition, in the order in which they are opened; the last goes to all further ones too. None: always silence. */
  readonly answers: readonly ScriptedAnswer[];
}

/**
 * Creates an engine for fast tests: it does not listen, but says what it was told to, as audio of that time passes. A word is part of
 * the partial text from its end on; an utterance ends when its last word is followed by the pause that ends one. Whatever has
 * not been said when the audio ends comes with the end.
 */
export function createScriptedEngine(options: ScriptedEngineOptions): RecognitionEngine {
  const { languages = ["en", "ja"], answers } = options;
  let opened = 0;
  return {
    name: "scripted",
    languages,
    async open(settings) {
      settings.signal?.throwIfAborted();
      if (!languages.includes(settings.language)) {
        throw new ConfigurationError(`The scripted engine was not told to understand ${settings.language}.`);
      }
      const answer = answers[Math.min(opened++, answers.length - 1)] ?? [];
      return new ScriptedRecognition(answer, settings);
    },
    async [Symbol.asyncDispose]() {},
  };
}

class ScriptedRecognition implements Recognition {
  readonly #utterances: RecognizedUtterance[];
  readonly #separator: string;
  readonly #pauseSeconds: number;
  readonly #signal: AbortSignal | undefined;
  #samples = 0;

  constructor(answer: ScriptedAnswer, { language, silenceDurationMs, signal }: RecognitionOptions) {
    this.#separator = wordSeparator(language);
    this.#pauseSeconds = (silenceDurationMs ?? DEFAULT_SILENCE_MS) / 1000;
    this.#signal = signal;
    this.#utterances = answer.flatMap((words) => this.#utterance(words));
  }

  async accept(samples: Int16Array): Promise<RecognitionProgress> {
    this.#signal?.throwIfAborted();
    this.#samples += samples.length;
    const now = this.#samples / SAMPLE_RATE;
    const open = this.#utterances.findIndex(({ end }) => end + this.#pauseSeconds > now);
    const utterances = this.#utterances.splice(0, open === -1 ? this.#utterances.length : open);
    const said = this.#utterances[0]?.words.filter(({ end }) => end <= now) ?? [];
    return { utterances, partial: this.#text(said) };
  }

  async finish(): Promise<readonly RecognizedUtterance[]> {
    this.#signal?.throwIfAborted();
    return this.#utterances.splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #utterance(words: readonly RecognizedWord[]): RecognizedUtterance[] {
    const first = words[0];
    const last = words.at(-1);
    if (first === undefined || last === undefined) return [];
    return [{ text: this.#text(words), start: first.start, end: last.end, words }];
  }

  #text(words: readonly RecognizedWord[]): string {
    return words.map(({ text }) => text).join(this.#separator);
  }
}
