import { MAX_SAMPLE_RATE } from "@kotoba/audio";
import { ConfigurationError, type SessionOptions } from "@kotoba/core";
import type { TtsAudioFormat } from "../protocol/tts-audio-format.ts";
import { type SentenceOptions, sentenceSettings } from "../text/sentence-options.ts";
import { defaultSpeaker } from "./service-speakers.ts";

/** Options of a synthesis. */
export interface TtsOptions extends SessionOptions {
  /** ISO 639-1 code of the text's language. Default `ja`. */
  readonly language?: string | undefined;
  /** Who speaks: a name that the service knows. Default for `ja`: `ja-man-m02-azawa`; any other language needs one. */
  readonly speakerId?: string | undefined;
  /**
   * How the audio should travel; `float32` is another name for `pcm_f32`. What comes is what the service agrees to, which each chunk
   * says. Default: the service's own, as a rule `pcm_f32`.
   */
  readonly audioFormat?: TtsAudioFormat | "float32" | undefined;
  /** Samples a second that the audio should have: 8000, 16,000 or 24,000, as a rule. Default: the service's own, as a rule 24,000. */
  readonly sampleRate?: number | undefined;
  /** Tokens of a recording whose voice is to be imitated, as the service made them. */
  readonly speakerReferenceTokens?: unknown;
  /**
   * How text that comes piece by piece travels: cut into `sentences`, each a response of its own, or piece by piece as it comes
   * (`incremental`), which only older servers understand. Default `sentences`.
   */
  readonly textInput?: "sentences" | "incremental" | undefined;
  /** The most audio that one response may have, in units of the service. Default: the service's own. */
  readonly maxLength?: number | undefined;
  /** How text that comes piece by piece is cut into sentences. */
  readonly sentences?: SentenceOptions | undefined;
}

/** The settings of one synthesis, checked and complete. */
export interface SynthesisSettings {
  readonly language: string;
  readonly speakerId: string;
  readonly audioFormat: string | undefined;
  readonly sampleRate: number | undefined;
  readonly speakerReferenceTokens: unknown;
  readonly textInput: "sentences" | "incremental";
  readonly maxLength: number | undefined;
  readonly sentences: SentenceOptions;
}

const FORMATS: readonly string[] = ["pcm_f32", "pcm16", "float32", "mulaw", "opus"];
const TEXT_INPUTS: readonly string[] = ["sentences", "incremental"];

/** @throws {ConfigurationError} naming the option that cannot be used. */
export function synthesisSettings(options: TtsOptions): SynthesisSettings {
  const { audioFormat, sampleRate, speakerReferenceTokens, maxLength } = options;
  const { language = "ja", textInput = "sentences", sentences = {} } = options;
  const { speakerId = defaultSpeaker(language) } = options;
  requireName("language", language);
  requireName("speakerId", speakerId);
  if (audioFormat !== undefined) requireOneOf("audioFormat", audioFormat, FORMATS);
  requireOneOf("textInput", textInput, TEXT_INPUTS);
  if (sampleRate !== undefined) requireWhole("sampleRate", sampleRate, MAX_SAMPLE_RATE);
  if (maxLength !== undefined) requireWhole("maxLength", maxLength, Number.MAX_SAFE_INTEGER);
  sentenceSettings(sentences);
  return {
    language,
    speakerId,
    audioFormat,
    sampleRate,
    speakerReferenceTokens,
    textInput,
    maxLength,
    sentences,
  };
}

function requireName(name: string, value: string): void {
  if (typeof value === "string" && value.trim() !== "") return;
  throw new ConfigurationError(`The option ${name} must be a name, not ${JSON.stringify(value)}.`);
}

function requireOneOf(name: string, value: string, values: readonly string[]): void {
  if (values.includes(value)) return;
  throw new ConfigurationError(
    `The option ${name} must be one of ${values.join(", ")}, not ${JSON.stringify(value)}.`,
  );
}

function requireWhole(name: string, value: number, most: number): void {
  if (Number.isInteger(value) && value > 0 && value <= most) return;
  throw new ConfigurationError(
    `The option ${name} must be a whole number from 1 to ${most}, not ${JSON.stringify(value)}.`,
  );
}
