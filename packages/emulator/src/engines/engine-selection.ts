import type { RecognitionEngine } from "./recognition-engine.ts";
import type { SynthesisEngine, SynthesisVoice } from "./synthesis-engine.ts";

/** The languages that the service recognises (contract, section 1). */
export const SERVICE_LANGUAGES: readonly string[] = ["en", "ja", "ko", "zh"];

/** Speakers of the service (contract, section 6), for which an engine's own voices stand in. */
const SERVICE_SPEAKERS: Readonly<Record<string, SynthesisVoice["gender"]>> = {
  "ja-man-m02-azawa": "male",
  "ja-woman-f04-me": "female",
  "ja-man-1": "male",
  "male-01": "male",
};

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

/** The language that is taken to be spoken when the client does not say. */
export function defaultLanguage(engines: readonly RecognitionEngine[]): string {
  return engines[0]?.languages[0] ?? "en";
}

/** What to tell a user whose language no engine understands. */
export function engineUnavailable(engines: readonly RecognitionEngine[], language: string): string {
  const byDefault = language === "ja" ? ", the language of jobs that name none" : "";
  return (
    `engine_unavailable: no engine of this emulator understands "${language}"${byDefault}. ` +
    `It understands ${languageList(engines)}. ${remedy(language)}`
  );
}

/** What to tell a user whose language no engine speaks. */
export function synthesisUnavailable(engines: readonly SynthesisEngine[], language: string): string {
  const byDefault = language === "ja" ? ", the language of sessions that name none" : "";
  return (
    `no engine of this emulator speaks "${language}"${byDefault}. ` +
    `It speaks ${languageList(engines)}. ${remedy(language)}`
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

function remedy(language: string): string {
  return `Ask for one of these, start the emulator with an engine for "${language}", or use the hosted service.`;
}
