import {
  createKnownRecordingsEngine,
  createScriptedTranslationEngine,
  type Emulator,
  type RecognizedWord,
  startEmulator,
} from "@kotoba/emulator";
import { type LongRecording, longRecording } from "../fixtures/long-recording.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { spellingEngine } from "./spelling-engine.ts";

/** Further than this from speech there is but the room. */
const AWAY_FROM_SPEECH_SECONDS = 0.45;
/** The emulator refuses what is more, so that clients must ask again. */
const REQUESTS_PER_SECOND = 25;

/** A part of the recording: whole utterances with the silence around them. */
export interface RecordingPart {
  /** 16 kHz mono. */
  readonly samples: Int16Array;
  readonly sampleRate: 16_000;
  readonly seconds: number;
  /** What is said in it, turn by turn. */
  readonly utterances: readonly string[];
  /** Seconds from the start of the part. */
  readonly words: readonly RecognizedWord[];
}

/** What all runs of a soak share: one emulator with quick engines, and the recording that it knows. */
export class SoakBed implements AsyncDisposable {
  readonly emulator: Emulator;
  readonly #recording: LongRecording;
  /** The words of each utterance. */
  readonly #utterances: readonly (readonly RecognizedWord[])[];

  static async start(): Promise<SoakBed> {
    const recording = await longRecording();
    const emulator = await startEmulator({
      engines: [createKnownRecordingsEngine({ recordings: [recording] })],
      synthesisEngines: [spellingEngine()],
      translationEngines: [createScriptedTranslationEngine()],
      requestsPerSecond: REQUESTS_PER_SECOND,
    });
    return new SoakBed(emulator, recording);
  }

  private constructor(emulator: Emulator, recording: LongRecording) {
    this.emulator = emulator;
    this.#recording = recording;
    const words = [...recording.words];
    this.#utterances = recording.utterances.map((text) => words.splice(0, text.split(" ").length));
  }

  /** Some utterances in turn, of no more than so many seconds, but at least one. */
  part(random: SeededRandom, maxSeconds: number): RecordingPart {
    const first = random.whole(0, this.#utterances.length - 1);
    let last = first;
    const length = () => (this.#utterances[last + 1]?.at(-1)?.end ?? 60) - this.#start(first);
    while (last + 1 < this.#utterances.length && length() <= maxSeconds && random.chance(0.85)) last++;
    const begin = this.#start(first) - random.between(AWAY_FROM_SPEECH_SECONDS, 0.9);
    const end = (this.#utterances[last]?.at(-1)?.end ?? 60) + random.between(AWAY_FROM_SPEECH_SECONDS, 0.9);
    const { samples, sampleRate, utterances } = this.#recording;
    const from = Math.max(0, Math.round(begin * sampleRate));
    const part = samples.slice(from, Math.round(end * sampleRate));
    return {
      samples: part,
      sampleRate,
      seconds: part.length / sampleRate,
      utterances: utterances.slice(first, last + 1),
      words: this.#utterances.slice(first, last + 1).flatMap((words) =>
        words.map(({ text, start, end }) => ({
          text,
          start: start - from / sampleRate,
          end: end - from / sampleRate,
        })),
      ),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.emulator.close();
  }

  #start(utterance: number): number {
    return this.#utterances[utterance]?.[0]?.start ?? 0;
  }
}
