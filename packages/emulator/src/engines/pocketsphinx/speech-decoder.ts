import { CepstralMean } from "./cepstral-mean.ts";
import {
  type BoundRecognizer,
  type HypothesisSegment,
  modelArguments,
  type PocketsphinxModule,
} from "./pocketsphinx-module.ts";

const SECONDS_PER_FRAME = 0.01;

/** The mean that the US English model starts with: `-cmninit` in its `feat.params`. */
const INITIAL_MEAN = [41.0, -5.29, -0.12, 5.09, 2.48, -4.07, -1.37, -1.78, -5.08, -2.05, -6.45, -1.42, 1.17];

/** Keeps a sixth of the time at no cost in words on the sample recordings; the default is 30000. */
const MAX_STATES_PER_FRAME = "10000";

/** A decoded word; times are seconds from the start of the utterance. */
export interface DecodedWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Decodes one utterance after another, each given in pieces. Calls take as long as the decoding does. */
export class SpeechDecoder {
  readonly #engine: PocketsphinxModule;
  readonly #recognizer: BoundRecognizer;
  readonly #mean: CepstralMean;

  /** Takes some 85 MB of the engine's memory and a third of a second. `others` are the decoders in the same engine. */
  constructor(engine: PocketsphinxModule, others: readonly SpeechDecoder[]) {
    this.#engine = engine;
    const config = new engine.Config();
    for (const [key, value] of modelArguments) config.push_back([key, value]);
    config.push_back(["-maxhmmpf", MAX_STATES_PER_FRAME]);
    this.#recognizer = new engine.Recognizer(config);
    config.delete();
    const known = others.map((decoder) => decoder.#mean);
    this.#mean = CepstralMean.find(engine.HEAPU8.buffer, INITIAL_MEAN, known);
  }

  /** Forgets the speaker: what comes next is decoded as if by a new decoder. Only between utterances. */
  reset(): void {
    this.#mean.reset();
  }

  /** Begins an utterance. */
  start(): void {
    this.#check(this.#recognizer.start(), "start");
  }

  /** Decodes the next 16 kHz samples of the utterance. */
  process(samples: Int16Array): void {
    const audio = new this.#engine.AudioBuffer();
    for (const sample of samples) audio.push_back(sample);
    this.#check(this.#recognizer.process(audio), "process");
    audio.delete();
  }

  /** The words of the utterance so far. */
  get partial(): string {
    return this.#recognizer.getHyp();
  }

  /** Ends the utterance. */
  stop(): DecodedWord[] {
    this.#check(this.#recognizer.stop(), "stop");
    const segments = new this.#engine.Segmentation();
    this.#recognizer.getHypseg(segments);
    const words = Array.from({ length: segments.size() }, (_, index) => segments.get(index))
      .filter(isWord)
      .map(({ word, start, end }) => ({
        text: withoutAlternative(word),
        start: start * SECONDS_PER_FRAME,
        end: (end + 1) * SECONDS_PER_FRAME,
      }));
    segments.delete();
    return words;
  }

  #check(result: unknown, action: string): void {
    if (result !== this.#engine.ReturnType.SUCCESS) throw new Error(`pocketsphinx failed to ${action}.`);
  }
}

/** Not a silence (`<sil>`), the edge of a sentence (`<s>`) or a noise (`[NOISE]`, `++COUGH++`). */
function isWord({ word }: HypothesisSegment): boolean {
  return !/^(<.*>|\[.*\]|\+\+.*\+\+)$/.test(word);
}

/** The dictionary numbers the further pronunciations of a word: `the(2)`. */
function withoutAlternative(word: string): string {
  return word.replace(/\(\d+\)$/, "");
}
