import { ConfigurationError } from "@kotoba/core";
import { expect, it } from "vitest";
import { type S2stOptions, translationSettings } from "./translation-options.ts";

const PAIR = { source: "en", target: "ja" };

it("has the defaults that are documented", () => {
  expect(translationSettings(PAIR)).toEqual({
    ...PAIR,
    delay: undefined,
    outputDevice: undefined,
    audioFormat: "pcm16",
    sampleRate: 24_000,
    inputSampleRate: 24_000,
  });
});

it("takes languages that it does not know: the service is the authority", () => {
  expect(translationSettings({ source: "tlh", target: "tlh" })).toMatchObject({
    source: "tlh",
    target: "tlh",
  });
});

it.each<[string, object]>([
  ["source", { source: undefined }],
  ["source", { source: " " }],
  ["source", { source: null }],
  ["target", { target: undefined }],
  ["target", { target: 7 }],
  ["delay", { delay: -1 }],
  ["delay", { delay: 1.5 }],
  ["delay", { delay: "3" }],
  ["delay", { delay: null }],
  ["outputDevice", { outputDevice: "speaker" }],
  ["outputDevice", { outputDevice: null }],
  ["outputDevice", { outputDevice: {} }],
  ["outputDevice", { outputDevice: { type: "radio" } }],
  ["outputDevice", { outputDevice: { type: "speaker", name: 7 } }],
  ["audioFormat", { audioFormat: "mp3" }],
  ["sampleRate", { sampleRate: 0 }],
  ["inputSampleRate", { inputSampleRate: Number.NaN }],
])("names %s when it cannot be used: %j", (name, options) => {
  const all = { ...PAIR, ...options } as S2stOptions;
  expect(() => translationSettings(all)).toThrow(ConfigurationError);
  expect(() => translationSettings(all)).toThrow(`option ${name} `);
});
