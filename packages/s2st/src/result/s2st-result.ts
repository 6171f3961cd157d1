import { bytesPerSample, bytesToInt16, encodeWav, int16ToFloat32, writeWavFile } from "@kotoba/audio";
import type { Gap } from "@kotoba/core";
import { OUTPUT_SAMPLE_RATE } from "../protocol/s2st-server-frames.ts";

/** What is known of a translation beside its sound and its words. */
export interface S2stMetadata {
  /** ISO 639-1 code of the language that was spoken. */
  readonly source: string;
  /** ISO 639-1 code of the language that it was translated into. */
  readonly target: string;
  /** What of the audio may be missing from the translation, for a line was lost; absent when none was. */
  readonly gaps?: readonly Gap[];
}

/** What a translation gave. */
export interface ReceivedTranslation {
  readonly audio: Uint8Array;
  readonly transcriptSource: string | undefined;
  readonly transcriptTarget: string | undefined;
  readonly metadata: S2stMetadata;
}

/** Translated speech, whole. */
export class S2stResult {
  /** The translated speech, without a header: 16-bit integers, little endian; mono. */
  readonly audio: Uint8Array;
  /** Samples a second: 24,000. */
  readonly sampleRate: number = OUTPUT_SAMPLE_RATE;
  /** What `audio` holds. */
  readonly audioFormat = "pcm16" as const;
  /** Length in seconds. */
  readonly durationSeconds: number;
  /** What was said; `undefined` when the service gave no text, or `textIs` says that it is the translation. */
  readonly transcriptSource: string | undefined;
  /** The translation, in words; `undefined` unless `textIs` is `target` and the service gave text. */
  readonly transcriptTarget: string | undefined;
  /** What else is known. */
  readonly metadata: S2stMetadata;

  /** Results come from `s2st.translate()`. */
  constructor({ audio, transcriptSource, transcriptTarget, metadata }: ReceivedTranslation) {
    this.audio = audio;
    this.durationSeconds = audio.length / bytesPerSample(this.audioFormat) / this.sampleRate;
    this.transcriptSource = transcriptSource;
    this.transcriptTarget = transcriptTarget;
    this.metadata = metadata;
  }

  /** Writes a WAV file; an existing one is overwritten. @throws what the system says. */
  async toWav(path: string | URL): Promise<void> {
    await writeWavFile(path, [this.audio], this.#wavFormat);
  }

  /** The bytes of the file that {@link toWav} writes. */
  async toWavBytes(): Promise<Uint8Array> {
    return encodeWav(this.audio, this.#wavFormat);
  }

  /** The samples as 16-bit integers. May share memory with `audio`. */
  async toPcm16(): Promise<Int16Array> {
    return bytesToInt16(this.audio);
  }

  /** The samples as floats of full scale -1 to 1. */
  async toFloat32(): Promise<Float32Array> {
    return int16ToFloat32(bytesToInt16(this.audio));
  }

  get #wavFormat(): { readonly sampleRate: number; readonly encoding: "pcm16" } {
    return { sampleRate: this.sampleRate, encoding: this.audioFormat };
  }
}
