import { englishNumber, englishOrdinal, parseEnglishNumber, parseEnglishOrdinal } from "./english-numbers.ts";
import { japaneseNumber, parseJapaneseNumber } from "./japanese-numbers.ts";
import { actions } from "./phrases/actions.ts";
import { business } from "./phrases/business.ts";
import { greetings } from "./phrases/greetings.ts";
import {
  dates,
  durations,
  lengths,
  moments,
  moneys,
  nights,
  people,
  times,
  weekdays,
} from "./phrases/measures.ts";
import { cities, countries, givenNames, languages } from "./phrases/names.ts";
import { drinks, foods, places, things, vehicles } from "./phrases/nouns.ts";
import type { Phrase, VerbForm } from "./phrases/phrase.ts";
import { deeds, requests } from "./phrases/requests.ts";
import { travel } from "./phrases/travel.ts";
import { english, japanese } from "./tokens.ts";
import { inVerbForm } from "./verb-form.ts";

/** From which language to which. */
export type Direction = "en-ja" | "ja-en";

/** A word to be matched, or a slot, by its number. */
export type Part = string | number;

/** A way to say something, and how it is said in the other language. */
export interface Rule {
  /** Never empty. */
  readonly source: readonly Part[];
  /** Texts and slots, to be put together as they are. */
  readonly target: readonly Part[];
  /** The category of each slot. */
  readonly slots: readonly string[];
}

/** A category whose members are not listed. */
export interface NumberCategory {
  /** The most tokens that a number has. */
  readonly maxTokens: number;
  /** The number in the target language; undefined for what is none. */
  translate(tokens: readonly string[]): string | undefined;
}

/** What is known about one direction; an action is in a category for each form, such as `action:te`. */
export interface PhraseGrammar {
  /** Of two that fit, the earlier is to be taken. */
  readonly rules: ReadonlyMap<string, readonly Rule[]>;
  readonly numbers: ReadonlyMap<string, NumberCategory>;
}

/** The category of whole sentences. */
export const SENTENCE = "sentence";

const CATEGORIES: Readonly<Record<string, readonly Phrase[]>> = {
  [SENTENCE]: [...greetings, ...travel, ...business, ...requests],
  city: cities,
  country: countries,
  language: languages,
  name: givenNames,
  place: places,
  vehicle: vehicles,
  thing: things,
  food: foods,
  drink: drinks,
  length: lengths,
  duration: durations,
  money: moneys,
  nights,
  people,
  time: times,
  weekday: weekdays,
  date: dates,
  when: moments,
};
/** Categories whose Japanese ends in a verb. */
const VERBAL_CATEGORIES: Readonly<Record<string, readonly Phrase[]>> = { deed: deeds, action: actions };
const VERB_FORMS: readonly VerbForm[] = ["plain", "te", "stem", "negative"];

/** Categories of numbers, with the least and the most. */
const NUMBERS = {
  number: [0, 9999],
  hour: [0, 24],
  minute: [0, 59],
  day: [1, 31],
} as const;

const SLOT = /\{(\w+)(?::(\w+))?\}/g;

/** Everything that is in the phrases, made ready for one direction. */
export function phraseGrammar(direction: Direction): PhraseGrammar {
  const rules = new Map<string, readonly Rule[]>();
  for (const [category, phrases] of Object.entries(CATEGORIES)) {
    rules.set(category, rulesOf(phrases, direction));
  }
  for (const [category, phrases] of Object.entries(VERBAL_CATEGORIES)) {
    for (const form of VERB_FORMS) {
      const inForm = phrases.map(([english, japanese]): Phrase => [english, verbalPhrase(japanese, form)]);
      rules.set(`${category}:${form}`, rulesOf(inForm, direction));
    }
  }
  return { rules, numbers: numberCategories(direction) };
}

function verbalPhrase(japanese: string, form: VerbForm): string {
  return japanese.endsWith("{action}") ? japanese.replace(/\}$/, `:${form}}`) : inVerbForm(japanese, form);
}

/** What says more of the words itself comes first. */
function rulesOf(phrases: readonly Phrase[], direction: Direction): Rule[] {
  const rules = phrases.flatMap((phrase) => waysToSay(phrase, direction));
  return rules.toSorted((a, b) => a.slots.length - b.slots.length);
}

/** A rule for each way to say it in the source language. */
function waysToSay([englishSide, japaneseSide]: Phrase, direction: Direction): Rule[] {
  const [sources, targets] =
    direction === "en-ja" ? [englishSide, japaneseSide] : [japaneseSide, englishSide];
  const target = waysOf(targets)[0] ?? "";
  return waysOf(sources).flatMap((source) => {
    const known = direction === "en-ja" ? slotsOf(target) : slotsOf(source);
    const rule = (text: string): Rule => ({
      source: parts(text, known).flatMap((part): readonly Part[] =>
        typeof part === "number" ? [part] : sourceTokens(part, direction),
      ),
      target: parts(target, known),
      slots: known.map(({ category }) => category),
    });
    return source.includes("(s)")
      ? [rule(source.replace("(s)", "s")), rule(source.replace("(s)", ""))]
      : [rule(source)];
  });
}

function waysOf(side: string): readonly string[] {
  return side.split(" | ");
}

function sourceTokens(text: string, direction: Direction): readonly string[] {
  const language = direction === "en-ja" ? english : japanese;
  // The colon of a time stands between slots here.
  return text === ":" ? [":"] : language.tokens(language.normalize(text)).map((token) => token.text);
}

interface Slot {
  /** With the form of a verb, which only the Japanese side has. */
  readonly category: string;
  /** The same on both sides: the name, and how many of it came before. */
  readonly key: string;
}

function slotsOf(side: string): readonly Slot[] {
  const counts = new Map<string, number>();
  return [...side.matchAll(SLOT)].map(([, name = "", form]) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return { category: form === undefined ? name : `${name}:${form}`, key: `${name} ${count}` };
  });
}

function parts(side: string, known: readonly Slot[]): Part[] {
  const own = slotsOf(side).map(({ key }) => {
    const index = known.findIndex((slot) => slot.key === key);
    if (index === -1) throw new Error(`"${side}" has a slot that its translation has not.`);
    return index;
  });
  // Texts and slots alternate.
  const texts = side.replace(SLOT, "{}").split("{}");
  return texts.flatMap((text, index): Part[] => {
    const slot = own[index];
    return [...(text === "" ? [] : [text]), ...(slot === undefined ? [] : [slot])];
  });
}

function numberCategories(direction: Direction): Map<string, NumberCategory> {
  return new Map(
    Object.entries(NUMBERS).map(([category, [least, most]]) => {
      const isDay = category === "day";
      const [parse, write] =
        direction === "en-ja"
          ? [isDay ? parseEnglishOrdinal : parseEnglishNumber, japaneseNumber]
          : [parseJapaneseNumber, isDay ? englishOrdinal : englishNumber];
      const translate = (tokens: readonly string[]): string | undefined => {
        const value = parse(tokens);
        return value === undefined || value < least || value > most ? undefined : write(value);
      };
      return [category, { maxTokens: 8, translate }];
    }),
  );
}
