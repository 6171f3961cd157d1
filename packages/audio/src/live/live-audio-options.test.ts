import { ConfigurationError } from "@kotoba/core";
import { expect, it } from "vitest";
import { liveAudioSettings } from "./live-audio-options.ts";

it("has the defaults that are documented", () => {
  const usual = { audioFormat: "pcm16", sampleRate: 24_000, inputSampleRate: 24_000 };
  expect(liveAudioSettings({})).toEqual(usual);
  expect(liveAudioSettings({ sampleRate: undefined, audioFormat: undefined })).toEqual(usual);
  expect(liveAudioSettings({ audioFormat: "twilio" })).toMatchObject({
    sampleRate: 8000,
    inputSampleRate: 8000,
  });
  expect(liveAudioSettings({ sampleRate: 16_000 })).toMatchObject({ inputSampleRate: 16_000 });
  expect(liveAudioSettings({ inputSampleRate: 48_000 })).toMatchObject({ sampleRate: 24_000 });
});

it.each<[string, object]>([
  ["audioFormat", { audioFormat: "mp3" }],
  ["sampleRate", { sampleRate: 0 }],
  ["sampleRate", { sampleRate: 24_000.5 }],
  ["sampleRate", { sampleRate: "24000" }],
  ["sampleRate", { sampleRate: 1_000_000 }],
  ["inputSampleRate", { inputSampleRate: Number.NaN }],
  ["inputSampleRate", { audioFormat: "ogg/opus", inputSampleRate: 48_000 }],
])("names %s when it cannot be used: %j", (name, options) => {
  expect(() => liveAudioSettings(options)).toThrow(ConfigurationError);
  expect(() => liveAudioSettings(options)).toThrow(name);
});
