import { ConfigurationError } from "@kotoba/core";
import { phrasesOf } from "./phrases.ts";
import type { SynthesisEngine, SynthesisVoice } from "./synthesis-engine.ts";
import { untilAborted } from "./until-aborted.ts";

const TONE_HZ = 440;
const SECONDS_PER_CHARACTER = 0.06;

/** One phrase that a scripted engine is to speak. */
export interface ScriptedPhrase {
  /** What is to be spoken. */
  readonly text: string;
  /** ISO 639-1 code of its language. */
  readonly language: string;
  /** The id of the voice. */
  readonly voice: string;
  /** Rate at which the samples will be played, in Hz. */
  readonly sampleRate: number;
  /** How many phrases it has been asked for before this one. */
  readonly index: number;
}

/** How {@link createScriptedSynthesisEngine} speaks. */
export interface ScriptedSynthesisOptions {
  /** ISO 639-1 codes of the languages that it claims to speak, each with a voice `<language>-woman` and a voice `<language>-man`. Default `["en", "ja"]`. */
  readonly languages?: readonly string[];
  /** Rate of its samples, in Hz. Default 24000. */
  readonly sampleRate?: number;
  /**
   * Speaks one phrase: samples of -1 to 1 in any number of blocks. What it awaits between them is how slow the engine is; what it throws is
   * how the engine fails (a {@link SynthesisError} for a text that it does not speak). Default: a tone of 60 ms for each character.
   */
  readonly speak?: (phrase: ScriptedPhrase) => Iterable<Float32Array> | AsyncIterable<Float32Array>;
}

/** Creates an engine for fast tests. It cuts texts into phrases as the real ones do, and says for each what it is told to. */
export function createScriptedSynthesisEngine(options: ScriptedSynthesisOptions = {}): SynthesisEngine {
  const { languages = ["en", "ja"], sampleRate = 24_000, speak = tone } = options;
  const voices = languages.flatMap((language) => [
    scriptedVoice(language, "woman", "female", sampleRate),
    scriptedVoice(language, "man", "male", sampleRate),
  ]);
  let index = 0;
  return {
    name: "scripted",
    languages,
    voices,
    async *synthesize({ text, language, voice = `${language}-woman`, signal }) {
      signal?.throwIfAborted();
      if (!voices.some((known) => known.id === voice && known.language === language)) {
        throw new ConfigurationError(`The scripted engine was not told to speak ${language} as ${voice}.`);
      }
      for await (const phrase of phrasesOf(text, signal)) {
        yield* untilAborted(speak({ text: phrase, language, voice, sampleRate, index: index++ }), signal);
      }
    },
    async [Symbol.asyncDispose]() {},
  };
}

function scriptedVoice(
  language: string,
  name: string,
  gender: SynthesisVoice["gender"],
  sampleRate: number,
): SynthesisVoice {
  return { id: `${language}-${name}`, language, gender, description: `scripted, ${gender}`, sampleRate };
}

function* tone({ text, sampleRate }: ScriptedPhrase): Generator<Float32Array> {
  const length = Math.round(text.length * SECONDS_PER_CHARACTER * sampleRate);
  yield Float32Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * TONE_HZ * i) / sampleRate));
}
