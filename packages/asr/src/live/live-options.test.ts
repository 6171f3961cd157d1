import { ConfigurationError } from "@kotoba/core";
import { expect, it } from "vitest";
import { type LiveOptions, liveSettings } from "./live-options.ts";

it("has the defaults that are documented", () => {
  expect(liveSettings({})).toEqual({
    language: "ja",
    audioFormat: "pcm16",
    sampleRate: 24_000,
    inputSampleRate: 24_000,
    turnDetection: undefined,
    keywords: [],
    stylePreference: undefined,
  });
  expect(liveSettings({ audioFormat: "twilio" })).toMatchObject({ sampleRate: 8000, inputSampleRate: 8000 });
  expect(liveSettings({ sampleRate: 16_000 })).toMatchObject({ inputSampleRate: 16_000 });
});

it.each<[string, object]>([
  ["audioFormat", { audioFormat: "mp3" }],
  ["sampleRate", { sampleRate: 0 }],
  ["sampleRate", { sampleRate: 24_000.5 }],
  ["sampleRate", { sampleRate: "24000" }],
  ["sampleRate", { sampleRate: 1_000_000 }],
  ["inputSampleRate", { inputSampleRate: Number.NaN }],
  ["inputSampleRate", { audioFormat: "ogg/opus", inputSampleRate: 48_000 }],
  ["turnDetection", { turnDetection: { silenceDurationMs: -1 } }],
  ["turnDetection", { turnDetection: { silenceDurationMs: "800" } }],
  ["turnDetection", { turnDetection: {} }],
  ["turnDetection", { turnDetection: null }],
  ["turnDetection", { turnDetection: true }],
])("names %s when it cannot be used: %j", (name, options) => {
  expect(() => liveSettings(options as LiveOptions)).toThrow(ConfigurationError);
  expect(() => liveSettings(options as LiveOptions)).toThrow(name);
});
