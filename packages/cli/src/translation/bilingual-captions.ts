import { PassThrough } from "node:stream";
import type { AsrEvent, KotobaClient, LiveAudioChunk, S2stEvent } from "@kotoba/sdk";
import { type CaptionFile, captionsOf, openCaptionFile } from "../output/caption-file.ts";
import { CollectedTurns } from "../output/collected-turns.ts";
import type { LiveOutput } from "../output/live-output.ts";
import { captionPairs, type LanguagePair } from "./caption-pairs.ts";
import { Loudspeaker } from "./loudspeaker.ts";
import { pairTurns } from "./pair-turns.ts";
import { SecondLanguage } from "./second-language.ts";
import { sentenceTurns } from "./sentence-turns.ts";

/** Samples a second of translated speech. */
const SPEECH_RATE = 24_000;

/** What captions are made of. */
export interface BilingualCaptionsOptions extends LanguagePair {
  /** What the text of the service is: what was said, or its translation. The other is recognised. */
  readonly textIs: "source" | "target";
  /** Samples a second of what is said. */
  readonly inputSampleRate: number;
  /** Ends the recognition. */
  readonly signal: AbortSignal;
  /** Seconds since the first audio was sent. */
  readonly time: () => number;
}

/** A file of captions in two languages, or in one where the other cannot be recognised. */
export class BilingualCaptions implements LiveOutput<S2stEvent> {
  readonly #file: CaptionFile;
  readonly #options: BilingualCaptionsOptions;
  readonly #given = new CollectedTurns();
  readonly #recognized = new CollectedTurns();
  readonly #sentences: LiveOutput<S2stEvent> = sentenceTurns(this.#given);
  /** Recognises what is said. */
  readonly #talk: SecondLanguage<LiveAudioChunk> | undefined;
  /** Recognises the translation. */
  readonly #speech: SecondLanguage<Uint8Array> | undefined;

  private constructor(file: CaptionFile, client: KotobaClient, options: BilingualCaptionsOptions) {
    const { from, to, textIs, inputSampleRate, signal, time } = options;
    this.#file = file;
    this.#options = options;
    const onEvent = (event: AsrEvent) => this.#recognized.show(event, time());
    if (textIs === "target") {
      const audio = new PassThrough({ objectMode: true });
      this.#talk = new SecondLanguage(client, {
        language: from,
        audio,
        sampleRate: inputSampleRate,
        signal,
        onEvent,
      });
    } else {
      const audio = new Loudspeaker(SPEECH_RATE);
      this.#speech = new SecondLanguage(client, {
        language: to,
        audio,
        sampleRate: SPEECH_RATE,
        signal,
        onEvent,
      });
    }
  }

  /** @throws {ConfigurationError} when the file cannot be written. */
  static async open(
    path: string,
    client: KotobaClient,
    options: BilingualCaptionsOptions,
  ): Promise<BilingualCaptions> {
    return new BilingualCaptions(await openCaptionFile(path), client, options);
  }

  /** Takes some more of what is said. */
  hear(chunk: LiveAudioChunk): void {
    this.#talk?.hear(chunk);
  }

  show(event: S2stEvent, time: number): void {
    this.#sentences.show(event, time);
    if (event.type === "audio_chunk") this.#speech?.hear(event.audio);
  }

  /** Waits until all that was heard is recognised. */
  async finish(): Promise<void> {
    await (this.#talk ?? this.#speech)?.end();
  }

  async end(): Promise<void> {
    await (this.#talk ?? this.#speech)?.[Symbol.asyncDispose]();
    this.#given.end();
    this.#recognized.end();
    await this.#file.write(this.#captions());
  }

  #captions(): string {
    const { textIs } = this.#options;
    const [given, recognized] = [this.#given.ended, this.#recognized.ended];
    if (given.length === 0) return captionsOf(recognized, this.#file.format);
    if (recognized.length === 0) return captionsOf(given, this.#file.format);
    const pairs = textIs === "source" ? pairTurns(given, recognized) : pairTurns(recognized, given);
    return captionPairs(pairs, this.#options, this.#file.format);
  }
}
