import type {
  Recognition,
  RecognitionOptions,
  RecognitionProgress,
  RecognizedUtterance,
  RecognizedWord,
} from "../recognition-engine.ts";
import { type DetectorEvent, UtteranceDetector } from "../utterance-detector.ts";
import { wordSeparator } from "../word-separator.ts";
import { findLikeness, type Likeness } from "./find-likeness.ts";
import { LEVELS_PER_SECOND, LoudnessEnvelope } from "./loudness-envelope.ts";

const SAMPLE_RATE = 16_000;
const DEFAULT_SILENCE_MS = 800;
/** An utterance is looked for when so many levels of it are known, whenever these are twice as many, and at its end. */
const FIRST_SEARCH_LEVELS = 80;

/** A recording to be recognised. */
export interface RecordingLevels {
  /** As of a {@link LoudnessEnvelope}. */
  readonly levels: readonly number[];
  /** Times are seconds from the start of the recording. */
  readonly words: readonly RecognizedWord[];
}

/** An utterance that is being heard. */
interface OpenUtterance {
  /** Index, in all that was heard, of its first sample. */
  readonly at: number;
  readonly envelope: LoudnessEnvelope;
  samples: number;
  nextSearch: number;
  likeness: Likeness | undefined;
}

/** Audio on its way through a detector of utterances and the search for each of them. */
export class KnownRecordingsRecognition implements Recognition {
  readonly #recordings: readonly RecordingLevels[];
  readonly #levels: readonly (readonly number[])[];
  readonly #detector: UtteranceDetector;
  readonly #separator: string;
  readonly #signal: AbortSignal | undefined;
  #utterances: RecognizedUtterance[] = [];
  #open: OpenUtterance | undefined;

  constructor(
    recordings: readonly RecordingLevels[],
    { language, silenceDurationMs = DEFAULT_SILENCE_MS, signal }: RecognitionOptions,
  ) {
    this.#recordings = recordings;
    this.#levels = recordings.map(({ levels }) => levels);
    this.#detector = new UtteranceDetector(silenceDurationMs);
    this.#separator = wordSeparator(language);
    this.#signal = signal;
  }

  async accept(samples: Int16Array): Promise<RecognitionProgress> {
    this.#signal?.throwIfAborted();
    this.#follow(this.#detector.accept(samples));
    const words = this.#open === undefined ? [] : this.#wordsOf(this.#open);
    return { utterances: this.#takeUtterances(), partial: this.#text(words) };
  }

  async finish(): Promise<readonly RecognizedUtterance[]> {
    this.#signal?.throwIfAborted();
    this.#follow(this.#detector.finish());
    return this.#takeUtterances();
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #follow(events: readonly DetectorEvent[]): void {
    for (const event of events) {
      if (event.type === "start") this.#open = openUtterance(event.at);
      else if (this.#open === undefined) throw new Error("The detector tells of no utterance.");
      else if (event.type === "audio") this.#hear(this.#open, event.samples);
      else this.#end(this.#open);
    }
  }

  #hear(utterance: OpenUtterance, samples: Int16Array): void {
    utterance.samples += samples.length;
    utterance.envelope.append(samples);
    if (utterance.envelope.levels.length < utterance.nextSearch) return;
    utterance.nextSearch *= 2;
    this.#search(utterance);
  }

  #end(utterance: OpenUtterance): void {
    this.#open = undefined;
    this.#search(utterance);
    const words = this.#wordsOf(utterance);
    const first = words[0];
    const last = words.at(-1);
    if (first === undefined || last === undefined) return;
    this.#utterances.push({ text: this.#text(words), start: first.start, end: last.end, words });
  }

  #search(utterance: OpenUtterance): void {
    utterance.likeness = findLikeness(utterance.envelope.levels, this.#levels);
  }

  /** The words in the part of the recording that was heard, at the times at which they were heard. */
  #wordsOf({ likeness, at, samples }: OpenUtterance): RecognizedWord[] {
    if (likeness === undefined) return [];
    const begin = likeness.offset / LEVELS_PER_SECOND;
    const end = begin + samples / SAMPLE_RATE;
    const delay = at / SAMPLE_RATE - begin;
    const words = this.#recordings[likeness.recording]?.words ?? [];
    return words
      .filter((word) => begin <= (word.start + word.end) / 2 && (word.start + word.end) / 2 < end)
      .map(({ text, start, end }) => ({
        text,
        start: toHundredths(Math.max(0, start + delay)),
        end: toHundredths(end + delay),
      }));
  }

  #text(words: readonly RecognizedWord[]): string {
    return words.map(({ text }) => text).join(this.#separator);
  }

  #takeUtterances(): RecognizedUtterance[] {
    const utterances = this.#utterances;
    this.#utterances = [];
    return utterances;
  }
}

function openUtterance(at: number): OpenUtterance {
  return {
    at,
    envelope: new LoudnessEnvelope(),
    samples: 0,
    nextSearch: FIRST_SEARCH_LEVELS,
    likeness: undefined,
  };
}

/** The place is known to 10 ms; what lies behind that is rounding. */
function toHundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
