import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Segment } from "../segment.ts";
import { displayWidth } from "./display-width.ts";
import { toSrt } from "./srt.ts";
import { toVtt } from "./vtt.ts";

interface Parsed {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

const milliseconds = (clock: string): number => {
  const [, hours, minutes, seconds, fraction] =
    /^(\d{2,}):(\d\d):(\d\d)[,.](\d{3})$/.exec(clock)?.map(Number) ?? [];
  return ((Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds)) * 1000 + Number(fraction);
};

function parseCue(lines: readonly string[]): Parsed {
  const [times = "", ...text] = lines;
  const [start = "", end = ""] = times.split(" --> ");
  expect(text.length).toBeGreaterThan(0);
  return { start: milliseconds(start), end: milliseconds(end), lines: text };
}

function blocks(file: string): string[][] {
  expect(file).toMatch(/[^\n]\n$/);
  return file
    .slice(0, -1)
    .split("\n\n")
    .map((block) => block.split("\n"));
}

function parseSrt(file: string): Parsed[] {
  if (file === "") return [];
  return blocks(file).map(([number, ...rest], index) => {
    expect(number).toBe(String(index + 1));
    return parseCue(rest);
  });
}

function parseVtt(file: string): Parsed[] {
  const [header, ...cues] = blocks(file);
  expect(header).toEqual(["WEBVTT"]);
  return cues.map(parseCue).map(({ start, end, lines }) => {
    for (const line of lines) expect(line).not.toMatch(/[<>]|&(?!amp;|lt;|gt;)/);
    const unescaped = lines.map((line) =>
      line.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&"),
    );
    return { start, end, lines: unescaped };
  });
}

const WORDS =
  "東京 会議 に は が ありがとうございます きょう っ ー スーパーマーケット 、 。 「 」 （ ） ！？ … 々 我们 的 오늘은 안녕하세요여러분 Kotoba the don't 3.14 2024 年 https://example.com/a-b?c=d , . ? \" --> -- > & <b> &amp; \n \n\n \u3000 😀 か\u3099 e\u0301 \u0007 1";
const word = fc.constantFrom(...WORDS.split(" "));
const text = fc
  .array(fc.tuple(word, fc.constantFrom("", " ")), { maxLength: 30 })
  .map((parts) => parts.flat().join(""));
const segments: fc.Arbitrary<Segment[]> = fc
  .array(
    fc.record({
      text: fc.oneof(text, word),
      gap: fc.oneof(fc.constant(0), fc.double({ min: -3, max: 3, noNaN: true })),
      seconds: fc.oneof(fc.constantFrom(0, 0.08, 0.24), fc.double({ min: -2, max: 15, noNaN: true })),
    }),
    { maxLength: 15 },
  )
  .map((list) => {
    let time = 0;
    return list.map(({ text, gap, seconds }) => {
      const start = Math.max(0, time + gap);
      time = Math.max(0, start + seconds);
      return { text, start, end: time };
    });
  });
const options = fc.record({
  maxColumns: fc.oneof(fc.integer({ min: 2, max: 60 }), fc.constant(42)),
  maxLines: fc.integer({ min: 1, max: 3 }),
  maxCueSeconds: fc.integer({ min: 1, max: 10 }),
});

const withoutSpace = (text: string) => text.replace(/[\s\p{Cc}]/gu, "");
const textOf = (cues: readonly Parsed[]) => withoutSpace(cues.flatMap(({ lines }) => lines).join(""));

describe.each([
  ["toSrt", toSrt, parseSrt],
  ["toVtt", toVtt, parseVtt],
])("%s", (_name, write, parse) => {
  it("keeps every character that is no space, in order", () => {
    fc.assert(
      fc.property(segments, options, (input, chosen) => {
        expect(textOf(parse(write(input, chosen)))).toBe(
          withoutSpace(input.map(({ text }) => text).join("")),
        );
      }),
    );
  });

  it("orders captions, none empty, none overlapping, none too long or too early", () => {
    fc.assert(
      fc.property(segments, options, (input, chosen) => {
        const cues = parse(write(input, chosen));
        cues.forEach(({ start, end }, index) => {
          expect(end).toBeGreaterThan(start);
          expect(end).toBeLessThanOrEqual(cues[index + 1]?.start ?? end);
          expect(end - start).toBeLessThanOrEqual(chosen.maxCueSeconds * 1000);
        });
        const first = input.find(({ text }) => withoutSpace(text) !== "");
        expect(cues[0]?.start).toBe(first && Math.round(first.start * 1000));
      }),
    );
  });

  it("keeps to the lines and columns, but for a word that can't be broken", () => {
    fc.assert(
      fc.property(segments, options, (input, chosen) => {
        for (const { lines } of parse(write(input, chosen))) {
          expect(lines.length).toBeLessThanOrEqual(chosen.maxLines);
          for (const line of lines) {
            expect(line).toBe(line.trim());
            expect(line).not.toBe("");
            if (displayWidth(line) <= chosen.maxColumns) continue;
            expect(line).not.toMatch(/[\p{L}\p{N}] (?![っー々])[\p{L}\p{N}]/u);
            expect(line).not.toMatch(
              /[\p{Script=Han}\p{Script=Hiragana}가-힣][\p{Script=Han}\p{Script=Hiragana}가-힣]/u,
            );
          }
        }
      }),
    );
  });

  it("never begins or ends a line with what must not stand there", () => {
    const syllables = [
      "漢",
      "きょ",
      "「東",
      "（京",
      "か。",
      "ま、",
      "ス",
      "ラー",
      "って",
      "は",
      "を",
      "…",
      "人々",
      "A",
      "1年",
    ];
    const japanese = fc.array(fc.constantFrom(...syllables, "」", "）"), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(japanese, fc.integer({ min: 24, max: 42 }), (parts, maxColumns) => {
        // Long runs of closing marks are wider than any line: one at a time is what is meant here.
        const text = `始${parts.join("").replace(/([」）…。、])[」）…。、]+/g, "$1")}末`;
        for (const { lines } of parse(write([{ text, start: 0, end: 30 }], { maxColumns }))) {
          for (const line of lines) {
            expect(line).not.toMatch(/^[、。」）ー々ょっ…]/);
            expect(line).not.toMatch(/[「（]$/);
            expect(line).not.toMatch(/^年|1$/);
          }
        }
      }),
    );
  });
});
