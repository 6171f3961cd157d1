import { KotobaError } from "@kotoba/core";
import { describe, expect, it } from "vitest";
import { AsrProtocol } from "./asr-protocol.ts";
import { type LiveOptions, liveSettings } from "./live-options.ts";
import { COMMITTED, completedFrame, deltaFrame } from "./live-test-bed.ts";

const protocol = (options: LiveOptions = {}) => new AsrProtocol(liveSettings(options));
const receive = (frame: unknown) => protocol().receive(JSON.stringify(frame));
const opening = (options: LiveOptions) => JSON.parse(protocol(options).openingFrames[0] ?? "").session;

describe("the opening", () => {
  it("says what the contract names, and nothing that was not asked for", () => {
    expect(opening({})).toEqual({
      input_audio_format: "pcm16",
      input_audio_sample_rate: 24_000,
      input_audio_number_of_channels: 1,
      input_audio_transcription: { language: "ja", target_language: "ja" },
    });
  });

  it.each<[LiveOptions, object]>([
    [{ turnDetection: false }, { turn_detection: false }],
    [
      { turnDetection: { silenceDurationMs: 0 } },
      { turn_detection: { type: "server_vad", silence_duration_ms: 0 } },
    ],
    [{ audioFormat: "twilio" }, { input_audio_format: "twilio", input_audio_sample_rate: 8000 }],
    [{ sampleRate: 16_000, inputSampleRate: 48_000 }, { input_audio_sample_rate: 16_000 }],
    [
      { language: "en", stylePreference: { humanName: "kana" } },
      {
        input_audio_transcription: {
          language: "en",
          target_language: "en",
          style_preference: { human_name: "kana" },
        },
      },
    ],
  ])("of %j", (options, expected) => {
    expect(opening(options)).toMatchObject(expected);
  });
});

describe("a frame", () => {
  it("means what the contract says", () => {
    expect(receive({ type: "transcription_session.updated" })).toMatchObject({ milestone: "ready" });
    expect(receive(deltaFrame("a", "1")).events).toMatchObject([
      { type: "partial_transcript", text: "a", itemId: "1" },
    ]);
    expect(receive(completedFrame("b", "1"))).toMatchObject({
      events: [{ type: "final_transcript", text: "b", itemId: "1" }],
      answersAudio: true,
    });
    expect(receive(COMMITTED)).toMatchObject({
      events: [{ type: "committed" }, { type: "done" }],
      milestone: "complete",
      answersAudio: true,
    });
  });

  it("may give null or nothing for the name of its turn, and have fields that nobody knows", () => {
    for (const extra of [{}, { item_id: null }, { item_id: undefined, later_addition: [1] }]) {
      const [event] = receive({ ...deltaFrame("a"), ...extra }).events;
      expect(event).not.toHaveProperty("itemId");
    }
  });

  it.each([
    deltaFrame(""),
    { type: "transcription_session.created" },
    { type: "conversation.item.created" },
    { type: "news" },
    { type: 7 },
    {},
    [],
    null,
    "text",
    3,
  ])("that asks for nothing means nothing: %j", (frame) => {
    expect(receive(frame)).toEqual({ events: [] });
  });

  it.each(["", "{", "\u0000", '{"type":'])("that is no JSON means nothing: %j", (text) => {
    expect(protocol().receive(text)).toEqual({ events: [] });
  });

  it.each<[object, string]>([
    [{ ...deltaFrame("x"), delta: undefined }, "delta"],
    [{ ...deltaFrame("x"), delta: 7 }, "delta"],
    [{ ...deltaFrame("x"), item_id: 7 }, "item_id"],
    [{ ...completedFrame("x"), transcript: null }, "transcript"],
  ])("that breaks the contract is an error that names the field: %j", (frame, field) => {
    expect(() => receive(frame)).toThrow(
      expect.objectContaining({
        name: "ProtocolError",
        code: "bad_frame",
        message: expect.stringContaining(`${field}: `),
      }),
    );
  });

  it("that is an error is thrown as such", () => {
    expect(() => receive({ type: "error", error: "no" })).toThrow(KotobaError);
    expect(() => receive({ type: "x-fal-error", reason: "no" })).toThrow(KotobaError);
  });
});
