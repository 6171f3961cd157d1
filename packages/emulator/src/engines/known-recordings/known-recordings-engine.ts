import { ConfigurationError } from "@kotoba/core";
import type { RecognitionEngine, RecognizedWord } from "../recognition-engine.ts";
import { KnownRecordingsRecognition } from "./known-recordings-recognition.ts";
import { LoudnessEnvelope } from "./loudness-envelope.ts";

/** A recording, and what is said in it. */
export interface KnownRecording {
  /** 16 kHz mono. */
  readonly samples: Int16Array;
  /** In order; times are seconds from the start of the recording. */
  readonly words: readonly RecognizedWord[];
}

/** What {@link createKnownRecordingsEngine} knows. */
export interface KnownRecordingsOptions {
  /** What it knows. Sound that is in none of them is no utterance. */
  readonly recordings: readonly KnownRecording[];
  /** ISO 639-1 codes of the languages that it claims to understand. Default `["en", "ja"]`. */
  readonly languages?: readonly string[];
}

/**
 * Creates an engine for fast tests that knows some recordings, and recognises them by how their loudness rises and falls: this audio gives
 * these words, whenever and however it comes. It may begin and end anywhere in a recording, be repeated, resampled (down to a
 * telephone line's 8 kHz mu-law), a little noisy, or of another volume; silence may stand around it.
 *
 * Like other engines it divides what it hears into utterances by pauses. An utterance has the words whose middle lies in the part of
 * the recording that it covers, which must be a part of one recording; a word is in the partial text from its middle on, but not before
 * 0.8 s of the utterance were heard. Sound that is in none of the recordings, or for less than 0.4 s, is no utterance. What is in several
 * of them, or several times in one, is taken for the place that is most alike.
 *
 * @example
 * const words = [{ text: "hello", start: 0.5, end: 0.9 }];
 * const engine = createKnownRecordingsEngine({ recordings: [{ samples, words }] });
 * const emulator = await startEmulator({ engines: [engine] });
 */
export function createKnownRecordingsEngine(options: KnownRecordingsOptions): RecognitionEngine {
  const { languages = ["en", "ja"] } = options;
  const recordings = options.recordings.map(({ samples, words }) => {
    const envelope = new LoudnessEnvelope();
    envelope.append(samples);
    return { levels: envelope.levels, words };
  });
  return {
    name: "known recordings",
    languages,
    async open(settings) {
      settings.signal?.throwIfAborted();
      if (!languages.includes(settings.language)) {
        throw new ConfigurationError(
          `The engine of known recordings was not told to understand ${settings.language}.`,
        );
      }
      return new KnownRecordingsRecognition(recordings, settings);
    },
    async [Symbol.asyncDispose]() {},
  };
}
