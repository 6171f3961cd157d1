/**
 * Something said in both languages. A slot, as in `{length}`, stands for anything of that category; the same category more
 * than once stands in the same order on both sides. `|` separates ways to say it, the first being the one to be written; `meter(s)` is
 * a word with its plural, and `{action:te}` a verb in one of the forms of {@link VerbForm}.
 */
export type Phrase = readonly [english: string, japanese: string];

/** How a verb ends: `plain` 行く, `te` 行って, `stem` 行き (ます), `negative` 行か (ない). */
export type VerbForm = "plain" | "te" | "stem" | "negative";
