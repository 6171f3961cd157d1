import type { RecognitionProgress, RecognizedUtterance } from "../recognition-engine.ts";
import { type DetectorEvent, UtteranceDetector } from "../utterance-detector.ts";
import type { DecodedWord, SpeechDecoder } from "./speech-decoder.ts";

const SAMPLE_RATE = 16_000;

/** One recording on its way through a detector of utterances and a decoder. */
export class UtteranceRecognition {
  readonly decoder: SpeechDecoder;
  readonly #detector: UtteranceDetector;
  #utterances: RecognizedUtterance[] = [];
  /** Seconds from the start of the recording to that of the open utterance. */
  #openSince: number | undefined;

  constructor(decoder: SpeechDecoder, silenceDurationMs: number) {
    this.decoder = decoder;
    this.decoder.reset();
    this.#detector = new UtteranceDetector(silenceDurationMs);
  }

  accept(samples: Int16Array): void {
    this.#follow(this.#detector.accept(samples));
  }

  /** Ends the utterance that is open. */
  finish(): void {
    this.#follow(this.#detector.finish());
  }

  /** The utterances that ended since the last call, and the words of the open one so far. */
  takeProgress(): RecognitionProgress {
    const utterances = this.#utterances;
    this.#utterances = [];
    return { utterances, partial: this.#openSince === undefined ? "" : this.decoder.partial };
  }

  #follow(events: readonly DetectorEvent[]): void {
    for (const event of events) {
      if (event.type === "start") {
        this.#openSince = event.at / SAMPLE_RATE;
        this.decoder.start();
      } else if (event.type === "audio") this.decoder.process(event.samples);
      else this.#end();
    }
  }

  #end(): void {
    const words = this.decoder.stop();
    const utterance = utteranceOf(words, this.#openSince ?? 0);
    this.#openSince = undefined;
    if (utterance !== undefined) this.#utterances.push(utterance);
  }
}

/** The utterance that the words make, or undefined for a noise without words. */
function utteranceOf(decoded: readonly DecodedWord[], offset: number): RecognizedUtterance | undefined {
  const words = decoded.map(({ text, start, end }) => ({
    text,
    start: toHundredths(offset + start),
    end: toHundredths(offset + end),
  }));
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return { text: words.map(({ text }) => text).join(" "), start: first.start, end: last.end, words };
}

/** The decoder's frames last 10 ms; what lies behind that is rounding. */
function toHundredths(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
