import { expect, it } from "vitest";
import { inVerbForm } from "./verb-form.ts";

it.each([
  ["前に進む", "進む", "進んで", "進み", "進ま"],
  ["どこかへ行く", "行く", "行って", "行き", "行か"],
  ["何かをする", "する", "して", "し", "し"],
  ["ここへ来!る", "来る", "来て", "来", "来"],
  ["寿司を食べ!る", "食べる", "食べて", "食べ", "食べ"],
  ["家へ帰る", "帰る", "帰って", "帰り", "帰ら"],
  ["本を買う", "買う", "買って", "買い", "買わ"],
  ["待つ", "待つ", "待って", "待ち", "待た"],
  ["友達と話す", "話す", "話して", "話し", "話さ"],
  ["急ぐ", "急ぐ", "急いで", "急ぎ", "急が"],
  ["書く", "書く", "書いて", "書き", "書か"],
  ["遊ぶ", "遊ぶ", "遊んで", "遊び", "遊ば"],
])("%s: %s, %s, %s, %s", (phrase, ...forms) => {
  const inForm = (["plain", "te", "stem", "negative"] as const).map((form) => inVerbForm(phrase, form));
  for (const [index, form] of forms.entries()) expect(inForm[index]?.endsWith(form)).toBe(true);
});

it("what does not end in a verb is refused", () => {
  expect(() => inVerbForm("東京", "te")).toThrow("東京");
});
