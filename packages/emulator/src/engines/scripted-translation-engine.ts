import { ConfigurationError } from "@kotoba/core";
import type { TranslationEngine, TranslationPair } from "./translation-engine.ts";

/** How {@link createScriptedTranslationEngine} translates. */
export interface ScriptedTranslationOptions {
  /** The directions that it claims to translate in. Default English to Japanese. */
  readonly pairs?: readonly TranslationPair[];
  /** The translation of a text; what it awaits is how slow the engine is, and what it throws how it fails. Default: the text between `<` and `>`. */
  readonly translate?: (text: string) => string | Promise<string>;
}

/** Creates an engine for fast tests. */
export function createScriptedTranslationEngine(options: ScriptedTranslationOptions = {}): TranslationEngine {
  const { pairs = [{ source: "en", target: "ja" }], translate = (text: string) => `<${text}>` } = options;
  return {
    name: "scripted",
    pairs,
    async translate({ text, source, target, signal }) {
      signal?.throwIfAborted();
      if (!pairs.some((pair) => pair.source === source && pair.target === target)) {
        throw new ConfigurationError(`The scripted engine was not told to translate ${source} to ${target}.`);
      }
      const translated = await translate(text);
      return { text: translated, spoken: translated, isComplete: true };
    },
    async [Symbol.asyncDispose]() {},
  };
}
