import { int16ToFloat32 } from "@kotoba/audio";
import type {
  Recognition,
  RecognitionOptions,
  RecognitionProgress,
  RecognizedUtterance,
} from "../recognition-engine.ts";
import { UtteranceDetector } from "../utterance-detector.ts";
import { recognizedWords } from "./recognized-words.ts";
import type { SherpaRequest } from "./sherpa-messages.ts";
import type { SherpaResult } from "./sherpa-package.ts";

const SAMPLE_RATE = 16_000;
const DEFAULT_SILENCE_MS = 800;

/** The model behind recognitions. */
export interface SherpaRecognizerLink {
  /** Whether it is given an utterance while that is spoken. */
  readonly isStreaming: boolean;
  /** A number for another utterance. */
  nextUtterance(): number;
  ask(request: SherpaRequest): Promise<SherpaResult>;
  /** Ends an utterance that nobody wants any more. */
  forget(utterance: number): void;
}

/** A recognition by a model in its process. */
export class SherpaRecognition implements Recognition {
  readonly #link: SherpaRecognizerLink;
  readonly #options: RecognitionOptions;
  readonly #detector: UtteranceDetector;
  /** The number of the open utterance. */
  #utterance: number | undefined;
  /** Where it begins, and how long it is, in samples. */
  #start = 0;
  #length = 0;
  /** What the model was not given of it yet. */
  #audio: Int16Array[] = [];
  #partial = "";

  constructor(options: RecognitionOptions, link: SherpaRecognizerLink) {
    this.#options = options;
    this.#link = link;
    this.#detector = new UtteranceDetector(options.silenceDurationMs ?? DEFAULT_SILENCE_MS);
  }

  async accept(samples: Int16Array): Promise<RecognitionProgress> {
    this.#options.signal?.throwIfAborted();
    const utterances = await this.#follow(this.#detector.accept(samples));
    if (this.#utterance !== undefined && this.#link.isStreaming && this.#audio.length > 0) {
      this.#partial = (await this.#listen(this.#utterance)).text.trim();
    }
    return { utterances, partial: this.#partial };
  }

  finish(): Promise<readonly RecognizedUtterance[]> {
    return this.#follow(this.#detector.finish());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#utterance !== undefined && this.#link.isStreaming) this.#link.forget(this.#utterance);
    this.#utterance = undefined;
  }

  async #follow(events: ReturnType<UtteranceDetector["accept"]>): Promise<readonly RecognizedUtterance[]> {
    const utterances: RecognizedUtterance[] = [];
    for (const event of events) {
      if (event.type === "audio") {
        this.#audio.push(event.samples);
        this.#length += event.samples.length;
      } else if (event.type === "start") {
        this.#utterance = this.#link.nextUtterance();
        this.#start = event.at;
        this.#length = 0;
      } else if (this.#utterance !== undefined) {
        utterances.push(...this.#recognized(await this.#end(this.#utterance)));
        this.#utterance = undefined;
        this.#partial = "";
      }
    }
    return utterances;
  }

  async #end(utterance: number): Promise<SherpaResult> {
    if (!this.#link.isStreaming) return this.#link.ask({ type: "recognize", samples: this.#takeAudio() });
    await this.#listen(utterance);
    return this.#link.ask({ type: "finish", utterance });
  }

  #listen(utterance: number): Promise<SherpaResult> {
    return this.#link.ask({ type: "listen", utterance, samples: this.#takeAudio() });
  }

  #takeAudio(): Float32Array {
    const samples = new Float32Array(this.#audio.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const block of this.#audio) {
      samples.set(int16ToFloat32(block), at);
      at += block.length;
    }
    this.#audio = [];
    return samples;
  }

  #recognized(result: SherpaResult): RecognizedUtterance[] {
    const text = result.text.trim();
    if (text === "") return [];
    const start = this.#start / SAMPLE_RATE;
    const end = start + this.#length / SAMPLE_RATE;
    return [{ text, start, end, words: recognizedWords(result, this.#options.language, start, end) }];
  }
}
