import { beforeAll, expect, it } from "vitest";
import { fingerprint } from "../fingerprint.ts";
import { OpenJtalk } from "./open-jtalk.ts";

const assets = new URL("../../assets/", import.meta.url);

let engine: OpenJtalk;
beforeAll(async () => {
  engine = await OpenJtalk.load(assets);
});

it("speaks a phrase in the same way whatever it has spoken before", async () => {
  const phrases = ["本日は晴天なり。", "10時", "ー", "Xyzzy 𠮷野家", "本日は晴天なり。"];
  const [first, ...others] = phrases.map((phrase) => fingerprint(engine.speak(phrase, 1)));
  expect(others.at(-1)).toBe(first);
  const another = await OpenJtalk.load(assets);
  expect(fingerprint(another.speak("本日は晴天なり。", 1))).toBe(first);
});

it("has no samples for a phrase without a reading", () => {
  for (const phrase of ["", "。", "😀", "\u{10ffff}"]) expect(engine.speak(phrase, 1)).toHaveLength(0);
});

it("fails when its memory does not suffice, rather than take the machine's", async () => {
  const doomed = await OpenJtalk.load(assets);
  expect(() => doomed.speak("はい。", 1e-6)).toThrow(/ended itself with status 1.*Cannot allocate memory/s);
});

it("cannot be loaded without its assets", async () => {
  await expect(OpenJtalk.load(new URL("./", import.meta.url))).rejects.toThrow("no such file");
});
