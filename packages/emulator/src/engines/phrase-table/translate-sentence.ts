import { type Direction, type PhraseGrammar, SENTENCE } from "./phrase-grammar.ts";
import { PhraseMatcher } from "./phrase-matcher.ts";
import { english, japanese, type Token } from "./tokens.ts";

/** Part of a sentence: translated, with its punctuation, or as it was. */
export interface TranslatedPiece {
  readonly text: string;
  readonly isTranslated: boolean;
}

/** What is translated where it is no whole sentence. */
const FRAGMENTS = [
  "length",
  "duration",
  "money",
  "date",
  "time",
  "when",
  "weekday",
  "place",
  "vehicle",
  "city",
  "thing",
];

/** Up to so many tokens mean too many things to be translated beside something that is not known. */
const LONE_TOKENS: Readonly<Record<Direction, number>> = { "en-ja": 1, "ja-en": 3 };

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly kind: "sentence" | "fragment" | "unknown";
  /** The translation. */
  readonly text: string;
}

/** Translates a sentence, or several without punctuation between them: always the longest phrase that is known, from left to right. */
export function translateSentence(
  grammar: PhraseGrammar,
  direction: Direction,
  sentence: string,
): TranslatedPiece[] {
  const language = direction === "en-ja" ? english : japanese;
  const normalized = language.normalize(sentence);
  const tokens = language.tokens(normalized);
  const found = longestPieces(
    new PhraseMatcher(
      grammar,
      tokens.map(({ text }) => text),
    ),
    tokens.length,
  );
  const pieces = joinUnknown(withoutLoneWords(found, LONE_TOKENS[direction]));
  return pieces.map(({ kind, text, start, end }, index) => {
    if (kind === "unknown")
      return { text: sourceText(normalized, tokens.slice(start, end)), isTranslated: false };
    const isLast = index === pieces.length - 1;
    const ended = kind === "sentence" || isLast ? asSentence(text, direction) : asFragment(text, direction);
    return { text: ended, isTranslated: true };
  });
}

function longestPieces(matcher: PhraseMatcher, length: number): Piece[] {
  const pieces: Piece[] = [];
  for (let start = 0; start < length; start = pieces.at(-1)?.end ?? length) {
    let best: Piece = { start, end: start + 1, kind: "unknown", text: "" };
    for (const category of [SENTENCE, ...FRAGMENTS]) {
      const kind = category === SENTENCE ? "sentence" : "fragment";
      for (const [end, text] of matcher.matches(category, start)) {
        if (end > best.end || (end === best.end && best.kind === "unknown"))
          best = { start, end, kind, text };
      }
    }
    pieces.push(best);
  }
  return pieces;
}

/** A word alone (`no`, `right`) beside unknown ones is most likely part of what they say. */
function withoutLoneWords(pieces: readonly Piece[], loneTokens: number): Piece[] {
  const isUnknown = (index: number): boolean => pieces[index]?.kind === "unknown";
  return pieces.map((piece, index) => {
    const isLone = piece.end - piece.start <= loneTokens && (isUnknown(index - 1) || isUnknown(index + 1));
    return isLone ? { ...piece, kind: "unknown" } : piece;
  });
}

function joinUnknown(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last?.kind === "unknown" && piece.kind === "unknown")
      joined.splice(-1, 1, { ...last, end: piece.end });
    else joined.push(piece);
  }
  return joined;
}

function sourceText(normalized: string, tokens: readonly Token[]): string {
  return normalized.slice(tokens[0]?.start, tokens.at(-1)?.end);
}

function asSentence(text: string, direction: Direction): string {
  if (direction === "en-ja") return `${text}。`;
  return text.slice(0, 1).toUpperCase() + text.slice(1) + (text.endsWith("?") ? "" : ".");
}

function asFragment(text: string, direction: Direction): string {
  return direction === "en-ja" ? `${text}、` : `${text},`;
}
