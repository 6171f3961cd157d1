import type { VerbForm } from "./phrases/phrase.ts";

/** Last kana of the verbs that change it: in the te form with what follows, in the stem, before the negative. */
const ENDINGS: Readonly<Record<string, Readonly<Record<VerbForm, string>>>> = {
  う: { plain: "う", te: "って", stem: "い", negative: "わ" },
  つ: { plain: "つ", te: "って", stem: "ち", negative: "た" },
  る: { plain: "る", te: "って", stem: "り", negative: "ら" },
  む: { plain: "む", te: "んで", stem: "み", negative: "ま" },
  ぶ: { plain: "ぶ", te: "んで", stem: "び", negative: "ば" },
  ぬ: { plain: "ぬ", te: "んで", stem: "に", negative: "な" },
  く: { plain: "く", te: "いて", stem: "き", negative: "か" },
  ぐ: { plain: "ぐ", te: "いで", stem: "ぎ", negative: "が" },
  す: { plain: "す", te: "して", stem: "し", negative: "さ" },
};
/** Verbs that end like others, and behave otherwise. */
const IRREGULAR: readonly (readonly [string, Readonly<Record<VerbForm, string>>])[] = [
  ["!る", { plain: "る", te: "て", stem: "", negative: "" }],
  ["する", { plain: "する", te: "して", stem: "し", negative: "し" }],
  ["行く", { plain: "行く", te: "行って", stem: "行き", negative: "行か" }],
];

/** A phrase that ends in a verb in its dictionary form (食べ!る, where the る is lost), with the verb in another form. */
export function inVerbForm(phrase: string, form: VerbForm): string {
  const irregular = IRREGULAR.find(([ending]) => phrase.endsWith(ending));
  if (irregular !== undefined) return phrase.slice(0, -irregular[0].length) + irregular[1][form];
  const ending = ENDINGS[phrase.slice(-1)];
  if (ending === undefined) throw new Error(`「${phrase}」 does not end in a verb.`);
  return phrase.slice(0, -1) + ending[form];
}
