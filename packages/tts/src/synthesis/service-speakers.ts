import { ConfigurationError } from "@kotoba/core";

/** A speaker of the service. */
export interface ServiceSpeaker {
  /** What `speakerId` takes. */
  readonly speakerId: string;
  /** ISO 639-1 code of the language that it speaks. */
  readonly language: string;
  /** Shown to people, for example `male`. */
  readonly description: string;
  /** Whether it speaks where its language is asked for without a speaker. */
  readonly isDefault: boolean;
}

/** The speakers of the service that are known (contract, section 6). A deployment may have others. */
export const serviceSpeakers: readonly ServiceSpeaker[] = [
  { speakerId: "ja-man-m02-azawa", language: "ja", description: "male", isDefault: true },
  { speakerId: "ja-woman-f04-me", language: "ja", description: "female", isDefault: false },
  { speakerId: "ja-man-1", language: "ja", description: "male, older deployments", isDefault: false },
];

/** Who speaks a language when nobody else is named. @throws {ConfigurationError} for a language whose speakers are not known. */
export function defaultSpeaker(language: string): string {
  const found = serviceSpeakers.find((speaker) => speaker.isDefault && speaker.language === language);
  if (found !== undefined) return found.speakerId;
  throw new ConfigurationError(
    `No speaker is known for the language ${JSON.stringify(language)}: name one of your deployment's with the option speakerId.`,
    { code: "speaker_unknown" },
  );
}
