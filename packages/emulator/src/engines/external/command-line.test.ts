import fc from "fast-check";
import { expect, it } from "vitest";
import { parseCommandLine } from "./command-line.ts";

it.each<[string, string[]]>([
  ["espeak-ng --stdout -v {lang}", ["espeak-ng", "--stdout", "-v", "{lang}"]],
  ["  a   b\tc\n", ["a", "b", "c"]],
  ["'/opt/my tools/tts' --text \"it's\"", ["/opt/my tools/tts", "--text", "it's"]],
  [String.raw`a\ b "say \"hi\" \n" 'c:\x'`, ["a b", String.raw`say "hi" \n`, String.raw`c:\x`]],
  [`pre'fi'"x" ''`, ["prefix", ""]],
  ["$HOME *.wav | sh; `id`", ["$HOME", "*.wav", "|", "sh;", "`id`"]],
  ["", []],
])("%s", (line, words) => {
  expect(parseCommandLine(line)).toEqual(words);
});

it.each(["it's", 'say "hi', "end\\"])("%s is not complete", (line) => {
  expect(() => parseCommandLine(line)).toThrow(/quote or backslash/);
});

it("any words, quoted as a shell has it, come back", () => {
  const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme" })), (words) => {
      expect(parseCommandLine(words.map(quoted).join(" "))).toEqual(words);
    }),
  );
});
