import { bytesPerSample } from "@kotoba/audio";
import type { TtsAudioFormat } from "../protocol/tts-audio-format.ts";
import { OggClock } from "./ogg-clock.ts";
import { sampleEncoding } from "./sample-encoding.ts";

/** Tells how long audio is, while it comes. */
export class AudioClock {
  readonly #bytesPerSecond: number;
  readonly #ogg: OggClock | undefined;
  #bytes = 0;

  constructor(audioFormat: TtsAudioFormat, sampleRate: number) {
    const encoding = sampleEncoding(audioFormat);
    this.#ogg = encoding === undefined ? new OggClock() : undefined;
    this.#bytesPerSecond = sampleRate * bytesPerSample(encoding ?? "pcm16");
  }

  /** Seconds of audio that have come. */
  get seconds(): number {
    return this.#ogg === undefined ? this.#bytes / this.#bytesPerSecond : this.#ogg.seconds;
  }

  /** Takes some more audio, cut anywhere. */
  push(audio: Uint8Array): void {
    this.#bytes += audio.length;
    this.#ogg?.push(audio);
  }

  /** Says that another response begins. */
  beginResponse(): void {
    this.#ogg?.resync();
  }
}
