import {
  bytesToInt16,
  convertFrames,
  decodeAudio,
  decodeSamples,
  encodeWav,
  float32ToInt16,
  muLawToInt16,
  type SampleEncoding,
  writeWavFile,
} from "@kotoba/audio";
import type { TtsAudioFormat } from "../protocol/tts-audio-format.ts";
import { AudioClock } from "./audio-clock.ts";
import { sampleEncoding } from "./sample-encoding.ts";

/** What is known of synthesised audio beside its sound. */
export interface AudioMetadata {
  /** ISO 639-1 code of the text's language. */
  readonly language: string;
  /** Who speaks. */
  readonly speakerId: string;
  /** The responses that the audio came in: one, or one for each sentence. */
  readonly responseIds: readonly string[];
}

/** What a synthesis gave. */
export interface ReceivedAudio {
  readonly data: Uint8Array;
  readonly sampleRate: number;
  readonly audioFormat: TtsAudioFormat;
  readonly metadata: AudioMetadata;
}

/** Synthesised speech, whole. */
export class AudioResult {
  /** The audio as it came, without a header; for `opus` an Ogg file, or several behind each other, which is one as well. */
  readonly data: Uint8Array;
  /** Samples a second. */
  readonly sampleRate: number;
  /** What `data` holds; mono. */
  readonly audioFormat: TtsAudioFormat;
  /** The media type of `data`. */
  readonly contentType: string;
  /** Length in seconds. */
  readonly durationSeconds: number;
  /** What else is known. */
  readonly metadata: AudioMetadata;
  readonly #encoding: SampleEncoding | undefined;

  /** Results come from `tts.synthesize()`. */
  constructor({ data, sampleRate, audioFormat, metadata }: ReceivedAudio) {
    this.data = data;
    this.sampleRate = sampleRate;
    this.audioFormat = audioFormat;
    this.contentType = contentType(audioFormat, sampleRate);
    this.metadata = metadata;
    this.#encoding = sampleEncoding(audioFormat);
    const clock = new AudioClock(audioFormat, sampleRate);
    clock.push(data);
    this.durationSeconds = clock.seconds;
  }

  /**
   * Writes a WAV file; an existing one is overwritten. Samples are stored as they came; Opus is decoded, to `pcm16`.
   *
   * @throws {AudioFormatError} for Opus, when its decoder is not installed (npm install ogg-opus-decoder). @throws what the system says.
   */
  async toWav(path: string | URL): Promise<void> {
    const { samples, ...format } = await this.#wav();
    await writeWavFile(path, [samples], format);
  }

  /** The bytes of the file that {@link toWav} writes. */
  async toWavBytes(): Promise<Uint8Array> {
    const { samples, ...format } = await this.#wav();
    return encodeWav(samples, format);
  }

  /** The samples as 16-bit integers. May share memory with `data`. @throws {AudioFormatError} as {@link toWav} does. */
  async toPcm16(): Promise<Int16Array> {
    if (this.audioFormat === "pcm16") return bytesToInt16(this.data);
    if (this.audioFormat === "mulaw") return muLawToInt16(this.data);
    return float32ToInt16(await this.toFloat32());
  }

  /** The samples as floats of full scale -1 to 1. @throws {AudioFormatError} as {@link toWav} does. */
  async toFloat32(): Promise<Float32Array> {
    return this.#encoding === undefined ? await this.#decoded() : decodeSamples(this.data, this.#encoding);
  }

  async #wav(): Promise<{
    samples: Uint8Array | Int16Array;
    sampleRate: number;
    encoding: SampleEncoding;
  }> {
    const { sampleRate } = this;
    if (this.#encoding !== undefined) return { samples: this.data, sampleRate, encoding: this.#encoding };
    return { samples: await this.toPcm16(), sampleRate, encoding: "pcm16" };
  }

  /** Opus, which decodes to 48 kHz, at the rate that was agreed on. */
  async #decoded(): Promise<Float32Array> {
    const conversion = { sampleRate: this.sampleRate, channels: 1 };
    const parts: Float32Array[] = [];
    let length = 0;
    for await (const { samples } of convertFrames(decodeAudio(this.data), conversion)) {
      parts.push(samples);
      length += samples.length;
    }
    const all = new Float32Array(length);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }
}

function contentType(audioFormat: TtsAudioFormat, sampleRate: number): string {
  switch (audioFormat) {
    case "pcm_f32":
      return `audio/pcm;encoding=float32;rate=${sampleRate}`;
    case "pcm16":
      return `audio/pcm;encoding=int16;rate=${sampleRate}`;
    case "mulaw":
      return `audio/PCMU;rate=${sampleRate}`;
    case "opus":
      return "audio/ogg;codecs=opus";
  }
}
