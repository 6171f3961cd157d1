import { encodeWav, int16ToBytes } from "@kotoba/audio";
import { ConfigurationError } from "@kotoba/core";
import type {
  Recognition,
  RecognitionEngine,
  RecognitionOptions,
  RecognitionProgress,
  RecognizedUtterance,
} from "../recognition-engine.ts";
import { type DetectorEvent, UtteranceDetector } from "../utterance-detector.ts";
import type { ProgramOptions } from "./program.ts";
import { checkProgram } from "./program-check.ts";
import { programText, type TextFormat } from "./program-text.ts";
import { runProgram } from "./run-program.ts";

const SAMPLE_RATE = 16_000;
const DEFAULT_SILENCE_MS = 800;

/** A program that understands speech. Its command may hold `{lang}` and `{rate}`, which is 16000. */
export interface ExternalRecognitionOptions extends ProgramOptions {
  /** ISO 639-1 codes of the languages that it understands. */
  readonly languages: readonly string[];
  /** How it is given an utterance, 16 kHz mono: as a `wav` file, or as bare `s16le` samples. Default `wav`. */
  readonly input?: "wav" | "s16le" | undefined;
  /** How it writes the words: `text`, or `json` with a field `text`. Default `text`. */
  readonly output?: TextFormat | undefined;
}

/**
 * Creates a recogniser on a program of this machine. The audio is cut at its pauses, and the program run for each utterance when it has
 * ended: there is no text before that, and its words share the time of the utterance.
 *
 * @throws {ConfigurationError} when there is no such program.
 */
export function createExternalRecognitionEngine(options: ExternalRecognitionOptions): RecognitionEngine {
  const { command, languages } = options;
  checkProgram(command);
  const [program = ""] = command;
  return {
    name: program,
    languages,
    async open(settings) {
      settings.signal?.throwIfAborted();
      if (!languages.includes(settings.language)) {
        throw new ConfigurationError(`${program} was not said to understand ${settings.language}.`);
      }
      return new ExternalRecognition(options, settings);
    },
    async [Symbol.asyncDispose]() {},
  };
}

class ExternalRecognition implements Recognition {
  readonly #options: ExternalRecognitionOptions;
  readonly #settings: RecognitionOptions;
  readonly #detector: UtteranceDetector;
  /** The open utterance. */
  #audio: Int16Array[] = [];
  #openSince = 0;

  constructor(options: ExternalRecognitionOptions, settings: RecognitionOptions) {
    this.#options = options;
    this.#settings = settings;
    this.#detector = new UtteranceDetector(settings.silenceDurationMs ?? DEFAULT_SILENCE_MS);
  }

  async accept(samples: Int16Array): Promise<RecognitionProgress> {
    this.#settings.signal?.throwIfAborted();
    return { utterances: await this.#follow(this.#detector.accept(samples)), partial: "" };
  }

  finish(): Promise<readonly RecognizedUtterance[]> {
    return this.#follow(this.#detector.finish());
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #follow(events: readonly DetectorEvent[]): Promise<readonly RecognizedUtterance[]> {
    const utterances: RecognizedUtterance[] = [];
    for (const event of events) {
      if (event.type === "start") this.#openSince = event.at / SAMPLE_RATE;
      else if (event.type === "audio") this.#audio.push(event.samples);
      else utterances.push(...(await this.#recognize()));
    }
    return utterances;
  }

  async #recognize(): Promise<RecognizedUtterance[]> {
    const samples = Int16Array.from(this.#audio.flatMap((block) => [...block]));
    this.#audio = [];
    const { command, timeoutMs, input = "wav", output = "text" } = this.#options;
    const { language, signal } = this.#settings;
    const written = await runProgram({
      command,
      timeoutMs,
      placeholders: { lang: language, rate: String(SAMPLE_RATE) },
      input: input === "wav" ? encodeWav(samples, { sampleRate: SAMPLE_RATE }) : int16ToBytes(samples),
      signal,
    });
    const text = programText(written, output, command[0] ?? "");
    if (text === "") return [];
    const start = this.#openSince;
    const end = start + samples.length / SAMPLE_RATE;
    return [{ text, start, end, words: [{ text, start, end }] }];
  }
}
