import { expect, it } from "vitest";
import { recognizedWords } from "./recognized-words.ts";

it("joins pieces to words, each until the next", () => {
  const result = { text: " go forward", tokens: [" go", "▁for", "ward"], timestamps: [0.2, 0.5, 0.8] };
  expect(recognizedWords(result, "en", 10, 11)).toEqual([
    { text: "go", start: 10.2, end: 10.5 },
    { text: "forward", start: 10.5, end: 11 },
  ]);
});

it("takes each piece for a word in languages without spaces", () => {
  const result = { text: "前に進む", tokens: ["▁", "前", "に", "進む"], timestamps: [0, 0.1, 0.2, 0.3] };
  expect(recognizedWords(result, "ja", 0, 1).map(({ text }) => text)).toEqual(["前", "に", "進む"]);
});

it("puts no word after the end", () => {
  const result = { text: "so late", tokens: [" so", " late"], timestamps: [0.2, 3] };
  expect(recognizedWords(result, "en", 0, 1)).toEqual([
    { text: "so", start: 0.2, end: 1 },
    { text: "late", start: 1, end: 1 },
  ]);
});

it.each([
  ["no pieces", {}],
  ["no times", { tokens: [" go"], timestamps: [] }],
  ["pieces that are bytes", { tokens: ["<0xE5>", "<0x89>"], timestamps: [0, 0.1] }],
])("makes a text with %s one word", (_, result) => {
  expect(recognizedWords({ text: " go on ", ...result }, "en", 1, 2)).toEqual([
    { text: "go on", start: 1, end: 2 },
  ]);
});
