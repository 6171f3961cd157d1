import { ConfigurationError } from "@kotoba/core";
import type {
  Translation,
  TranslationEngine,
  TranslationOptions,
  TranslationPair,
} from "../translation-engine.ts";
import type { ProgramOptions } from "./program.ts";
import { checkProgram } from "./program-check.ts";
import { programText, type TextFormat } from "./program-text.ts";
import { runProgram } from "./run-program.ts";

/** A program that translates. Its command may hold `{source}` and `{target}`. */
export interface ExternalTranslationOptions extends ProgramOptions {
  /** The directions that it translates in. */
  readonly pairs: readonly TranslationPair[];
  /** How it writes the translation: `text`, or `json` with a field `text`. Default `text`. The source is always given as UTF-8 text. */
  readonly output?: TextFormat | undefined;
}

/**
 * Creates a translator on a program of this machine. What the program writes is taken to be whole.
 *
 * @throws {ConfigurationError} when there is no such program.
 */
export function createExternalTranslationEngine(options: ExternalTranslationOptions): TranslationEngine {
  const { command, timeoutMs, pairs, output = "text" } = options;
  checkProgram(command);
  const [program = ""] = command;
  return {
    name: program,
    pairs,
    async translate({ text, source, target, signal }: TranslationOptions): Promise<Translation> {
      if (!pairs.some((pair) => pair.source === source && pair.target === target)) {
        throw new ConfigurationError(`${program} was not said to translate ${source} to ${target}.`);
      }
      const input = Buffer.from(`${text}\n`);
      const written = await runProgram({
        command,
        timeoutMs,
        placeholders: { source, target },
        input,
        signal,
      });
      const translated = programText(written, output, program);
      return { text: translated, spoken: translated, isComplete: true };
    },
    async [Symbol.asyncDispose]() {},
  };
}
