import type { Part, PhraseGrammar, Rule } from "./phrase-grammar.ts";

/** Finds what the phrases say of one sentence, cut into tokens. */
export class PhraseMatcher {
  readonly #grammar: PhraseGrammar;
  readonly #tokens: readonly string[];
  readonly #known = new Map<string, ReadonlyMap<number, string>>();

  constructor(grammar: PhraseGrammar, tokens: readonly string[]) {
    this.#grammar = grammar;
    this.#tokens = tokens;
  }

  /** The translations of what begins at a token and is of a category, by the token behind it. Of two for the same, the earlier rule's. */
  matches(category: string, start: number): ReadonlyMap<number, string> {
    const key = `${category} ${start}`;
    let found = this.#known.get(key);
    if (found === undefined) {
      found = this.#find(category, start);
      this.#known.set(key, found);
    }
    return found;
  }

  #find(category: string, start: number): ReadonlyMap<number, string> {
    const { rules, numbers } = this.#grammar;
    const number = numbers.get(category);
    const found = new Map<number, string>();
    if (number !== undefined) {
      const most = Math.min(this.#tokens.length, start + number.maxTokens);
      for (let end = start + 1; end <= most; end++) {
        const text = number.translate(this.#tokens.slice(start, end));
        if (text !== undefined) found.set(end, text);
      }
      return found;
    }
    for (const rule of rules.get(category) ?? []) {
      for (const { end, slots } of this.#follow(rule, 0, start, [])) {
        if (!found.has(end)) found.set(end, translationOf(rule, slots));
      }
    }
    return found;
  }

  /** Every way to go on with a rule from its part `index` at the token `at`. */
  *#follow(
    rule: Rule,
    index: number,
    at: number,
    slots: readonly (readonly [slot: number, text: string])[],
  ): Generator<{ readonly end: number; readonly slots: ReadonlyMap<number, string> }> {
    const part = rule.source[index];
    if (part === undefined) {
      yield { end: at, slots: new Map(slots) };
    } else if (typeof part === "string") {
      if (this.#tokens[at] === part) yield* this.#follow(rule, index + 1, at + 1, slots);
    } else if (at < this.#tokens.length) {
      for (const [end, text] of this.matches(rule.slots[part] ?? "", at)) {
        yield* this.#follow(rule, index + 1, end, [...slots, [part, text]]);
      }
    }
  }
}

function translationOf({ target }: Rule, slots: ReadonlyMap<number, string>): string {
  const textOf = (part: Part): string => (typeof part === "number" ? (slots.get(part) ?? "") : part);
  return target
    .map(textOf)
    .join("")
    .replace(/\(s\)/, slots.get(0) === "one" ? "" : "s");
}
