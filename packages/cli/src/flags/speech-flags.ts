import type { StylePreference, SubmitJobOptions } from "@kotoba/sdk";
import { Option } from "commander";

/** How a recording is transcribed, as the flags say it. */
export interface SpeechFlags {
  readonly language?: string;
  readonly timestamps?: true;
  readonly kana?: true;
}

/** `--language` */
export function languageFlag(defaultLanguage = "the service's, ja for jobs"): Option {
  return new Option(
    "-l, --language <code>",
    `the language that is spoken: en, ja, ko, zh (default: ${defaultLanguage})`,
  );
}

/** `--keyword`, which may be repeated. */
export function keywordFlag(note = ""): Option {
  return new Option("--keyword <word>", `a word that is likely to come up; may be repeated${note}`).argParser(
    (word: string, words: readonly string[] = []) => [...words, word],
  );
}

/** `--timestamps` */
export function timestampsFlag(): Option {
  return new Option("-t, --timestamps", "ask for times");
}

/** `--kana` */
export function kanaFlag(): Option {
  return new Option("--kana", "write personal names in katakana");
}

/** The upload options of the SDK that the flags stand for. */
export function uploadOptions(flags: SpeechFlags): SubmitJobOptions {
  return {
    language: flags.language,
    withTimestamps: flags.timestamps ?? false,
    stylePreference: stylePreference(flags),
  };
}

/** How names are to be written, as the flags say it. */
export function stylePreference({ kana }: Pick<SpeechFlags, "kana">): StylePreference | undefined {
  return kana ? { humanName: "kana" } : undefined;
}
