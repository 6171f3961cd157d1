import type { RecognitionEngine } from "./recognition-engine.ts";

/** The languages that the service recognises (contract, section 1). */
export const SERVICE_LANGUAGES: readonly string[] = ["en", "ja", "ko", "zh"];

/** The first engine that understands a language. */
export function engineFor(
  engines: readonly RecognitionEngine[],
  language: string,
): RecognitionEngine | undefined {
  return engines.find((engine) => engine.languages.includes(language));
}

/** The language that is taken to be spoken when the client does not say. */
export function defaultLanguage(engines: readonly RecognitionEngine[]): string {
  return engines[0]?.languages[0] ?? "en";
}

/** What to tell a user whose language no engine understands. */
export function engineUnavailable(engines: readonly RecognitionEngine[], language: string): string {
  const languages = [...new Set(engines.flatMap((engine) => engine.languages))].sort();
  const byDefault = language === "ja" ? ", the language of jobs that name none" : "";
  return (
    `engine_unavailable: no engine of this emulator understands "${language}"${byDefault}. ` +
    `It understands ${languages.length === 0 ? "nothing" : languages.join(", ")}. ` +
    `Ask for one of these, start the emulator with an engine for "${language}", or use the hosted service.`
  );
}
