import { ConfigurationError } from "@kotoba/core";
import { sentencesOf } from "../phrases.ts";
import type {
  Translation,
  TranslationEngine,
  TranslationOptions,
  TranslationPair,
} from "../translation-engine.ts";
import { type Direction, type PhraseGrammar, phraseGrammar } from "./phrase-grammar.ts";
import { translateSentence } from "./translate-sentence.ts";

/** Spoken where something could not be translated. */
const NOTICE: Readonly<Record<Direction, string>> = {
  "en-ja": "翻訳できない言葉がありました。",
  "ja-en": "There were words that I cannot translate.",
};

/**
 * Creates a translator between English and Japanese that knows some hundreds of phrases by heart, with slots for numbers, times,
 * places and the like. What it does not know passes through, marked as such. The same text always becomes the same.
 */
export function createPhraseTableEngine(): TranslationEngine {
  return new PhraseTableEngine();
}

class PhraseTableEngine implements TranslationEngine {
  readonly name = "phrase table";
  readonly pairs: readonly TranslationPair[] = [
    { source: "en", target: "ja" },
    { source: "ja", target: "en" },
  ];
  readonly #grammars = new Map<Direction, PhraseGrammar>();

  async translate({ text, source, target, signal }: TranslationOptions): Promise<Translation> {
    signal?.throwIfAborted();
    const direction = directionOf(source, target);
    const grammar = this.#grammar(direction);
    const pieces = sentencesOf(text).flatMap((sentence) => translateSentence(grammar, direction, sentence));
    const separator = direction === "en-ja" ? "" : " ";
    const known = pieces.filter(({ isTranslated }) => isTranslated);
    const isComplete = known.length === pieces.length;
    const spoken = [...known.map((piece) => piece.text), ...(isComplete ? [] : [NOTICE[direction]])];
    return {
      text: pieces.map((piece) => (piece.isTranslated ? piece.text : `「${piece.text}」`)).join(separator),
      spoken: spoken.join(separator),
      isComplete,
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #grammar(direction: Direction): PhraseGrammar {
    let grammar = this.#grammars.get(direction);
    if (grammar === undefined) {
      grammar = phraseGrammar(direction);
      this.#grammars.set(direction, grammar);
    }
    return grammar;
  }
}

function directionOf(source: string, target: string): Direction {
  const direction = `${source}-${target}`;
  if (direction === "en-ja" || direction === "ja-en") return direction;
  throw new ConfigurationError(
    `The phrase table translates en to ja and ja to en, not ${source} to ${target}.`,
  );
}
