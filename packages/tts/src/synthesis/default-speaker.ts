import { ConfigurationError } from "@kotoba/core";

/** The speakers that the service has by default, by language (contract, section 6). */
const DEFAULT_SPEAKERS: Readonly<Record<string, string>> = { ja: "ja-man-m02-azawa" };

/** @throws {ConfigurationError} for a language whose speakers are not known. */
export function defaultSpeaker(language: string): string {
  const speaker = Object.hasOwn(DEFAULT_SPEAKERS, language) ? DEFAULT_SPEAKERS[language] : undefined;
  if (speaker !== undefined) return speaker;
  throw new ConfigurationError(
    `No speaker is known for the language ${JSON.stringify(language)}: name one of your deployment's with the option speakerId.`,
    { code: "speaker_unknown" },
  );
}
