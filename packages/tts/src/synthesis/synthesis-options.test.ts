import { ConfigurationError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import { synthesisSettings, type TtsOptions } from "./synthesis-options.ts";
import { caught, openedSession, ttsTestBed } from "./tts-test-bed.ts";

describe("the opening", () => {
  it.each<[TtsOptions, object]>([
    [{}, {}],
    [{ language: "ja", speakerId: "ja-woman-f04-me" }, { speaker_id: "ja-woman-f04-me" }],
    [
      { language: "en", speakerId: "male-01" },
      { language: "en", speaker_id: "male-01" },
    ],
    [{ audioFormat: "pcm16" }, { format: "pcm16" }],
    [
      { audioFormat: "float32", sampleRate: 16_000 },
      { format: "float32", sample_rate: 16_000 },
    ],
    [{ sampleRate: 8000 }, { sample_rate: 8000 }],
    [{ speakerReferenceTokens: [1, [2]] }, { spk_ref_audio_tokens: [1, [2]] }],
    [{ maxLength: 5, textInput: "incremental", sentences: { minLength: 0 } }, {}],
  ])("for %j holds exactly that, beside language and speaker", async (options, expected) => {
    await using test = await openedSession(options);
    expect(test.bed.openings).toEqual([
      { type: "open", language: "ja", speaker_id: "ja-man-m02-azawa", ...expected },
    ]);
    await test.session.close();
  });
});

it.each(["en", "ko", "toString", "ja-JP"])(
  "a speaker of %s must be named, before anything is sent",
  async (language) => {
    await using bed = await ttsTestBed();
    const error = await caught(bed.tts.stream({ language }));
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ code: "speaker_unknown" });
    expect(String(error)).toContain("speakerId");
    expect(bed.server.upgrades).toEqual([]);
  },
);

it.each<[string, object]>([
  ["language", { language: "", speakerId: "s" }],
  ["speakerId", { speakerId: " " }],
  ["speakerId", { speakerId: 7 }],
  ["audioFormat", { audioFormat: "mp3" }],
  ["sampleRate", { sampleRate: 0 }],
  ["sampleRate", { sampleRate: 8000.5 }],
  ["sampleRate", { sampleRate: "8000" }],
  ["textInput", { textInput: "words" }],
  ["maxLength", { maxLength: -1 }],
  ["minLength", { sentences: { minLength: Number.NaN } }],
])("refuses a bad %s: %j", (named, options) => {
  expect(() => synthesisSettings(options)).toThrow(ConfigurationError);
  expect(() => synthesisSettings(options)).toThrow(named);
});

it.each<[string, object]>([
  ["a rate", { sampleRate: -1 }],
  ["a controller for its signal", { signal: new AbortController() }],
])("refuses %s that is none in the options of any call at once", async (_, bad) => {
  await using bed = await ttsTestBed();
  expect(await caught(bed.tts.stream(bad))).toBeInstanceOf(ConfigurationError);
  expect(await caught(bed.tts.synthesize("text", bad))).toBeInstanceOf(ConfigurationError);
  const chunks = bed.tts.synthesizeStream("text", bad)[Symbol.asyncIterator]();
  expect(await caught(chunks.next())).toBeInstanceOf(ConfigurationError);
  expect(bed.server.upgrades).toEqual([]);
});
