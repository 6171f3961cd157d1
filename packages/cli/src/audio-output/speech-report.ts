import { bytesPerSample } from "@kotoba/sdk";
import type { OutgoingAudio } from "./audio-sink.ts";
import { sampleEncoding } from "./speech-format.ts";

/** What has become of a speech so far. */
export class SpeechReport {
  readonly #output: string | undefined;
  readonly #startTime = performance.now();
  #firstAudioSeconds: number | undefined;
  #bytes = 0;
  #format: Omit<OutgoingAudio, "data"> | undefined;

  /** @param output - The file that is written, or `-`. */
  constructor(output: string | undefined) {
    this.#output = output;
  }

  /** Counts some audio that has just come. */
  add({ data, audioFormat, sampleRate }: OutgoingAudio): void {
    this.#format ??= { audioFormat, sampleRate };
    if (data.length > 0) this.#firstAudioSeconds ??= this.#elapsedSeconds();
    this.#bytes += data.length;
  }

  /** Undefined for Opus, whose bytes do not tell. */
  get #audioSeconds(): number | undefined {
    if (this.#format === undefined) return 0;
    const encoding = sampleEncoding(this.#format.audioFormat);
    return encoding && this.#bytes / bytesPerSample(encoding) / this.#format.sampleRate;
  }

  /** What to tell while it goes on. */
  get progress(): string {
    return `(first audio after ${seconds(this.#firstAudioSeconds)}, ${seconds(this.#audioSeconds)} so far)`;
  }

  /** What to tell at the end. */
  get summary(): string {
    if (this.#bytes === 0) return "There was no audio.";
    const length = this.#audioSeconds === undefined ? "The audio" : `${seconds(this.#audioSeconds)} of audio`;
    const place = this.#output === undefined || this.#output === "-" ? "" : `${this.#output}: `;
    return `${place}${length} in ${seconds(this.#elapsedSeconds())}, the first after ${seconds(this.#firstAudioSeconds)}`;
  }

  /** The same for programs. */
  get facts(): object {
    return {
      output: this.#output,
      ...this.#format,
      durationSeconds: this.#audioSeconds,
      firstAudioSeconds: this.#firstAudioSeconds,
    };
  }

  #elapsedSeconds(): number {
    return (performance.now() - this.#startTime) / 1000;
  }
}

function seconds(value: number | undefined): string {
  return value === undefined ? "–" : `${value.toFixed(2)} s`;
}
