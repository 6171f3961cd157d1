import { ConfigurationError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import type { LiveAudioSettings } from "../audio-framer.ts";
import { type ResumeOptions, resumeByDefault, resumeSettings } from "./resume-options.ts";

const PCM16: LiveAudioSettings = { audioFormat: "pcm16", sampleRate: 24_000, inputSampleRate: 24_000 };

it.each([undefined, false])("%s: a session is not to survive", (resume) => {
  expect(resumeSettings(resume, PCM16)).toBeUndefined();
  expect(resumeSettings(resume, { ...PCM16, audioFormat: "ogg/opus" })).toBeUndefined();
});

it.each([true, {}, { maxBufferSeconds: undefined, deadlineMs: undefined, onOverflow: undefined }])(
  "%j: it is, with the defaults",
  (resume) => {
    expect(resumeSettings(resume, PCM16)).toEqual({
      capacityBytes: 30 * 48_000,
      deadlineMs: 30_000,
      onOverflow: "fail",
      encoding: "pcm16",
      sampleRate: 24_000,
      bytesPerSecond: 48_000,
    });
  },
);

it.each<[LiveAudioSettings["audioFormat"], number, number]>([
  ["pcm16", 16_000, 32_000],
  ["float32", 24_000, 96_000],
  ["twilio", 8000, 8000],
])("keeps seconds of %s at %d Hz in bytes", (audioFormat, sampleRate, bytesPerSecond) => {
  const options = { maxBufferSeconds: 2.5, deadlineMs: 1, onOverflow: "drop-oldest" as const };
  expect(resumeSettings(options, { audioFormat, sampleRate, inputSampleRate: sampleRate })).toMatchObject({
    capacityBytes: 2.5 * bytesPerSecond,
    bytesPerSecond,
    deadlineMs: 1,
    onOverflow: "drop-oldest",
  });
});

it.each([86_400, Number.POSITIVE_INFINITY])("keeps 64 MiB at most, also of %d s", (maxBufferSeconds) => {
  expect(resumeSettings({ maxBufferSeconds }, PCM16)?.capacityBytes).toBe(64 * 1024 * 1024);
});

describe("names what cannot be used:", () => {
  it.each<[string, unknown]>([
    ["resume ", "yes"],
    ["resume ", 1],
    ["resume ", null],
    ["resume.maxBufferSeconds", { maxBufferSeconds: 0 }],
    ["resume.maxBufferSeconds", { maxBufferSeconds: -1 }],
    ["resume.maxBufferSeconds", { maxBufferSeconds: Number.NaN }],
    ["resume.maxBufferSeconds", { maxBufferSeconds: "30" }],
    ["resume.deadlineMs", { deadlineMs: -1 }],
    ["resume.deadlineMs", { deadlineMs: Number.NaN }],
    ["resume.deadlineMs", { deadlineMs: "30" }],
    ["resume.onOverflow", { onOverflow: "drop" }],
    ["resume.onOverflow", { onOverflow: null }],
  ])("%s in %j", (name, resume) => {
    // As a caller without types would have it.
    const settings = () => resumeSettings(resume as ResumeOptions, PCM16);
    expect(settings).toThrow(ConfigurationError);
    expect(settings).toThrow(name);
  });

  it.each<boolean | ResumeOptions>([true, {}])(
    "%j with a stream that cannot be taken up in its middle",
    (resume) => {
      expect(() => resumeSettings(resume, { ...PCM16, audioFormat: "ogg/opus" })).toThrow("ogg/opus");
    },
  );
});

describe("the calls that survive by default", () => {
  it.each<[object, boolean | object]>([
    [{}, true],
    [{ audioFormat: "pcm16" }, true],
    [{ audioFormat: "ogg/opus" }, false],
    [{ resume: false }, false],
    [{ resume: true, audioFormat: "ogg/opus" }, true],
    [{ resume: { deadlineMs: 7 } }, { deadlineMs: 7 }],
  ])("%j: resume is %j", (options, resume) => {
    expect(resumeByDefault(options)).toEqual({ ...options, resume });
  });
});
