import { ConfigurationError } from "@kotoba/core";
import { MAX_SAMPLE_RATE } from "../audio-format.ts";
import { checkWholeNumber } from "../check-whole-number.ts";
import { checkSeconds } from "./check-seconds.ts";

/** What a {@link SilenceDetector} takes for speech. */
export interface SilenceOptions {
  /** Samples a second, in Hz: a whole number from 1 to 768000. */
  readonly sampleRate: number;
  /** What is louder, as the RMS of 10 ms in dBFS (see `AudioLevel`), is no silence. A number below 0. Default -40. */
  readonly thresholdDbfs?: number | undefined;
  /** A shorter pause belongs to the speech around it. Default 0.5. */
  readonly minSilenceSeconds?: number | undefined;
  /** What is loud for less time altogether, between two silences, is a noise and belongs to them. Default 0.1. */
  readonly minSpeechSeconds?: number | undefined;
}

/** A stretch of audio. */
export interface AudioSegment {
  /** What is heard in it. */
  readonly type: "speech" | "silence";
  /** Where it begins, in seconds from the beginning of the stream. */
  readonly startSeconds: number;
  /** Where it ends, after {@link startSeconds}. */
  readonly endSeconds: number;
}

/** How long the audio is whose loudness is looked at. */
const WINDOW_SECONDS = 0.01;

/**
 * Tells speech from silence by loudness, in a stream of mono samples of full scale -1 to 1. (Other sounds are speech to it.)
 *
 * The segments take turns, and cover the stream without gaps. A silence of less than `minSilenceSeconds` can only stand at
 * the beginning and the end. A segment is given once it is known that another has begun: a silence when the speech after it
 * has been loud for `minSpeechSeconds`, speech when `minSilenceSeconds` have passed. Edges lie on multiples of 10 ms. How
 * the stream is divided into blocks changes nothing.
 *
 * @example
 * const detector = new SilenceDetector({ sampleRate: 16_000 });
 * for await (const samples of microphone) {
 *   for (const { type, endSeconds } of detector.process(samples)) console.log(type, "until", endSeconds);
 * }
 * console.log(detector.flush());
 */
export class SilenceDetector {
  readonly #sampleRate: number;
  readonly #windowSamples: number;
  /** Of a square: what it is compared with needs no root. */
  readonly #threshold: number;
  readonly #minSilence: number;
  readonly #minSpeech: number;

  /** Positions are in samples from the beginning of the stream. */
  #position = 0;
  #windowStart = 0;
  #windowSquares = 0;
  #segmentStart = 0;
  #isSpeech = false;
  /** Where it began to be loud, since the last silence; `undefined` in silence. */
  #loudStart: number | undefined;
  /** Where it was last loud. */
  #loudEnd = 0;
  /** How much was loud since {@link #loudStart}. */
  #loudSamples = 0;

  /** @throws ConfigurationError for an option out of range. */
  constructor(options: SilenceOptions) {
    const { sampleRate, thresholdDbfs = -40, minSilenceSeconds = 0.5, minSpeechSeconds = 0.1 } = options;
    checkWholeNumber("sampleRate", sampleRate, MAX_SAMPLE_RATE);
    checkSeconds("minSilenceSeconds", minSilenceSeconds);
    checkSeconds("minSpeechSeconds", minSpeechSeconds);
    if (!Number.isFinite(thresholdDbfs) || thresholdDbfs >= 0) {
      throw new ConfigurationError(`thresholdDbfs must be a number below 0, not ${thresholdDbfs}`);
    }
    this.#sampleRate = sampleRate;
    this.#windowSamples = Math.max(1, Math.round(sampleRate * WINDOW_SECONDS));
    this.#threshold = 10 ** (thresholdDbfs / 10);
    this.#minSilence = minSilenceSeconds * sampleRate;
    this.#minSpeech = minSpeechSeconds * sampleRate;
  }

  /** Listens to a block. @returns the segments that are known to have ended. */
  process(samples: Float32Array): AudioSegment[] {
    const ended: AudioSegment[] = [];
    for (let at = 0; at < samples.length; ) {
      const end = Math.min(samples.length, at + this.#windowStart + this.#windowSamples - this.#position);
      this.#position += end - at;
      let squares = this.#windowSquares;
      for (; at < end; at++) squares += (samples[at] as number) ** 2;
      this.#windowSquares = squares;
      if (this.#position - this.#windowStart === this.#windowSamples) this.#endWindow(ended);
    }
    return ended;
  }

  /** Ends the stream. The detector is then as new. @returns the segments that are left. */
  flush(): AudioSegment[] {
    const ended: AudioSegment[] = [];
    if (this.#position > this.#windowStart) this.#endWindow(ended);
    if (this.#isSpeech) this.#endSegment(this.#loudEnd, ended);
    this.#endSegment(this.#position, ended);
    this.#position = 0;
    this.#windowStart = 0;
    this.#segmentStart = 0;
    this.#isSpeech = false;
    this.#loudStart = undefined;
    this.#loudSamples = 0;
    return ended;
  }

  #endWindow(ended: AudioSegment[]): void {
    const length = this.#position - this.#windowStart;
    if (this.#windowSquares > this.#threshold * length) {
      this.#loudStart ??= this.#windowStart;
      this.#loudEnd = this.#position;
      this.#loudSamples += length;
      if (!this.#isSpeech && this.#loudSamples >= this.#minSpeech) this.#endSegment(this.#loudStart, ended);
    } else if (this.#loudStart !== undefined && this.#position - this.#loudEnd >= this.#minSilence) {
      if (this.#isSpeech) this.#endSegment(this.#loudEnd, ended);
      this.#loudStart = undefined;
      this.#loudSamples = 0;
    }
    this.#windowStart = this.#position;
    this.#windowSquares = 0;
  }

  /** Turns from silence to speech, or back. */
  #endSegment(end: number, ended: AudioSegment[]): void {
    const start = this.#segmentStart;
    if (end > start) {
      ended.push({
        type: this.#isSpeech ? "speech" : "silence",
        startSeconds: start / this.#sampleRate,
        endSeconds: end / this.#sampleRate,
      });
    }
    this.#segmentStart = end;
    this.#isSpeech = !this.#isSpeech;
  }
}
