import type { RecognitionEngine } from "./recognition-engine.ts";
import type { SynthesisEngine, SynthesisVoice } from "./synthesis-engine.ts";
import type { TranslationEngine, TranslationPair } from "./translation-engine.ts";

/** The languages that the service recognises (contract, section 1). */
export const SERVICE_LANGUAGES: readonly string[] = ["en", "ja", "ko", "zh"];

/** Speakers of the service (contract, section 6), for which an engine's own voices stand in. */
const SERVICE_SPEAKERS: Readonly<Record<string, SynthesisVoice["gender"]>> = {
  "ja-man-m02-azawa": "male",
  "ja-woman-f04-me": "female",
  "ja-man-1": "male",
  "male-01": "male",
};

/** All engines of an emulator; of each kind, the first that fits is used. */
export interface Engines {
  readonly recognition: readonly RecognitionEngine[];
  readonly synthesis: readonly SynthesisEngine[];
  readonly translation: readonly TranslationEngine[];
}

interface AnyEngine {
  readonly languages: readonly string[];
}

/** The first engine for a language. */
export function engineFor<Engine extends AnyEngine>(
  engines: readonly Engine[],
  language: string,
): Engine | undefined {
  return engines.find((engine) => engine.languages.includes(language));
}

/** The first engine that translates in a direction. */
export function translatorFor(
  engines: readonly TranslationEngine[],
  { source, target }: TranslationPair,
): TranslationEngine | undefined {
  return engines.find(({ pairs }) => pairs.some((pair) => pair.source === source && pair.target === target));
}

/** The language that is taken to be spoken when the client does not say. */
export function defaultLanguage(engines: readonly RecognitionEngine[]): string {
  return engines[0]?.languages[0] ?? "en";
}

/** What to tell a user whose language no engine understands. */
export function engineUnavailable(engines: readonly RecognitionEngine[], language: string): string {
  const byDefault = language === "ja" ? " (the language where none is named)" : "";
  return (
    `engine_unavailable: no engine of this emulator understands "${language}"${byDefault}. ` +
    `It understands ${languageList(engines)}. ${remedy(`asr:${language}`)}`
  );
}

/** What to tell a user whose language no engine speaks. */
export function synthesisUnavailable(engines: readonly SynthesisEngine[], language: string): string {
  const byDefault = language === "ja" ? " (the language where none is named)" : "";
  return (
    `no engine of this emulator speaks "${language}"${byDefault}. ` +
    `It speaks ${languageList(engines)}. ${remedy(`tts:${language}`)}`
  );
}

/** What to tell a user whose pair of languages cannot be served: which of the three engines is missing. */
export function translationUnavailable(engines: Engines, pair: TranslationPair): string {
  const { source, target } = pair;
  const missing = [
    ...(engineFor(engines.recognition, source) === undefined
      ? [{ what: `a recogniser that understands "${source}"`, role: `asr:${source}` }]
      : []),
    ...(translatorFor(engines.translation, pair) === undefined
      ? [{ what: `a translator from "${source}" to "${target}"`, role: `mt:${source}-${target}` }]
      : []),
    ...(engineFor(engines.synthesis, target) === undefined
      ? [{ what: `a voice that speaks "${target}"`, role: `tts:${target}` }]
      : []),
  ];
  return (
    `to translate speech from "${source}" to "${target}" this emulator lacks ${missing.map(({ what }) => what).join(" and ")}. ` +
    remedy(...missing.map(({ role }) => role))
  );
}

/**
 * The voice for a language that a client asked for by its id, or, for a speaker of the service, a voice of the same gender; the
 * language's first voice when it did not ask. Undefined for a speaker that is not known.
 */
export function voiceFor(
  { voices }: SynthesisEngine,
  language: string,
  speakerId: string | undefined,
): SynthesisVoice | undefined {
  const fitting = voices.filter((voice) => voice.language === language);
  if (speakerId === undefined) return fitting[0];
  const exact = fitting.find(({ id }) => id === speakerId);
  if (exact !== undefined || !Object.hasOwn(SERVICE_SPEAKERS, speakerId)) return exact;
  return fitting.find(({ gender }) => gender === SERVICE_SPEAKERS[speakerId]) ?? fitting[0];
}

function languageList(engines: readonly AnyEngine[]): string {
  const languages = [...new Set(engines.flatMap((engine) => engine.languages))].sort();
  return languages.length === 0 ? "nothing" : languages.join(", ");
}

/** @param roles - The engines that would help, as the command describes them: `asr:ja`. */
function remedy(...roles: readonly string[]): string {
  const flags = roles.map((role) => `--engine "${role}=PROGRAM"`).join(" ");
  return `Ask for another language, start the emulator with an engine of your own (kotoba emulator ${flags}), or use the hosted service.`;
}
