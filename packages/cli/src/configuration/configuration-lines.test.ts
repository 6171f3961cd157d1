import fc from "fast-check";
import { expect, it } from "vitest";
import { parseConfiguration, withSetting } from "./configuration-lines.ts";

it("reads what a person or a shell would write", () => {
  const text = [
    "# my settings",
    "",
    "KOTOBA_API_KEY=abc=def#1",
    "  KOTOBA_ASR_URL = wss://host/v1?a=b ",
    'export KOTOBA_TTS_URL="wss://tts"',
    "KOTOBA_LOG='debug'\r",
    "KOTOBA_API_KEY=second",
    "this is nothing",
    "=neither",
  ].join("\n");
  const { values, badLines } = parseConfiguration(text);
  expect(Object.fromEntries(values)).toEqual({
    KOTOBA_API_KEY: "second",
    KOTOBA_ASR_URL: "wss://host/v1?a=b",
    KOTOBA_TTS_URL: "wss://tts",
    KOTOBA_LOG: "debug",
  });
  expect(badLines).toEqual([8, 9]);
});

it("changes one setting and leaves everything else as it is", () => {
  const text = "# mine\nA=1\nexport B=2\nA=3\n";
  expect(withSetting(text, "A", "4")).toBe("# mine\nexport B=2\nA=4\n");
  expect(withSetting(text, "B", undefined)).toBe("# mine\nA=1\nA=3\n");
  expect(withSetting("", "A", "1")).toBe("A=1\n");
  expect(withSetting("A=1\n", "A", undefined)).toBe("");
});

it("gives back what was put in", () => {
  const name = fc.stringMatching(/^[A-Z_]{1,12}$/);
  const value = fc.stringMatching(/^[\x21-\x7e]+$/).filter((text) => !/^(["']).*\1$/.test(text));
  fc.assert(
    fc.property(fc.dictionary(name, value), name, value, (before, changed, to) => {
      let text = "";
      for (const [key, content] of Object.entries(before)) text = withSetting(text, key, content);
      const { values, badLines } = parseConfiguration(withSetting(text, changed, to));
      expect(badLines).toEqual([]);
      expect(Object.fromEntries(values)).toEqual({ ...before, [changed]: to });
    }),
  );
});
