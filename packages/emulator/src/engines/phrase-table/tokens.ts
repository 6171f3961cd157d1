/** A word of an English text, or a character of a Japanese one. */
export interface Token {
  /** As it is compared. */
  readonly text: string;
  /** Where it stands in the text. */
  readonly start: number;
  readonly end: number;
}

/** How a language is compared. */
export interface TokenLanguage {
  /** The text as it is to be cut into tokens. */
  normalize(text: string): string;
  /** What is compared; punctuation and articles are not. */
  tokens(normalized: string): Token[];
}

/** Words that mean what others mean together. */
const CONTRACTIONS: Readonly<Record<string, readonly string[]>> = {
  "i'm": ["i", "am"],
  "i'd": ["i", "would"],
  "i'll": ["i", "will"],
  "i've": ["i", "have"],
  "we're": ["we", "are"],
  "we'd": ["we", "would"],
  "we'll": ["we", "will"],
  "you're": ["you", "are"],
  "it's": ["it", "is"],
  "that's": ["that", "is"],
  "there's": ["there", "is"],
  "here's": ["here", "is"],
  "what's": ["what", "is"],
  "where's": ["where", "is"],
  "when's": ["when", "is"],
  "how's": ["how", "is"],
  "who's": ["who", "is"],
  "don't": ["do", "not"],
  "doesn't": ["does", "not"],
  "won't": ["will", "not"],
  "mustn't": ["must", "not"],
  "can't": ["can", "not"],
  cannot: ["can", "not"],
  "let's": ["let", "us"],
};
const ARTICLES: ReadonlySet<string> = new Set(["a", "an", "the"]);
/** Numbers (1,000), words, and the colon of times and the rest of the signs that mean something. */
const ENGLISH_TOKEN = /\d{1,3}(?:,\d{3})+(?!\d)|\d+(?:\.\d+)?|\p{L}+(?:'\p{L}+)*|(?<=\d):(?=\d)|[^\s\p{P}]/gu;

/** English, without regard to case, articles, contractions and punctuation. */
export const english: TokenLanguage = {
  normalize: (text) =>
    text
      .normalize("NFKC")
      .replaceAll("’", "'")
      .replace(/\b([ap])\.\s?m\b\.?/gi, "$1m"),
  tokens: (normalized) => {
    const found: Token[] = [];
    for (const match of normalized.matchAll(ENGLISH_TOKEN)) {
      const word = match[0].toLowerCase().replaceAll(",", "");
      const place = { start: match.index, end: match.index + match[0].length };
      if (ARTICLES.has(word)) continue;
      const words = Object.hasOwn(CONTRACTIONS, word) ? CONTRACTIONS[word] : undefined;
      for (const text of words ?? [word]) found.push({ text, ...place });
    }
    return found;
  },
};

/** What is written in kanji or in kana. */
const SPELLINGS: readonly (readonly [string, string])[] = [
  ["下さい", "ください"],
  ["有難う", "ありがとう"],
  ["お早う", "おはよう"],
  ["何処", "どこ"],
  ["御座い", "ござい"],
];

/** Japanese, without regard to spaces and punctuation. */
export const japanese: TokenLanguage = {
  normalize: (text) =>
    SPELLINGS.reduce((done, [from, to]) => done.replaceAll(from, to), text.normalize("NFKC")),
  tokens: (normalized) =>
    [...normalized.matchAll(/(?<=\d):(?=\d)|[^\s\p{P}]/gu)].map(({ 0: text, index }) => ({
      text: text.toLowerCase(),
      start: index,
      end: index + text.length,
    })),
};
