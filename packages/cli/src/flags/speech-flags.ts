import type { SubmitJobOptions } from "@kotoba/sdk";
import { Option } from "commander";

/** How a recording is transcribed, as the flags say it. */
export interface SpeechFlags {
  readonly language?: string;
  readonly timestamps?: true;
  readonly kana?: true;
}

/** `--language` */
export function languageFlag(): Option {
  return new Option(
    "-l, --language <code>",
    "the language that is spoken: en, ja, ko, zh (default: the service's, ja for jobs)",
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
    stylePreference: flags.kana ? { humanName: "kana" } : undefined,
  };
}
