import { describe, expect, it } from "vitest";
import { S2stProtocol } from "./s2st-protocol.ts";
import { audioFrame, CAPABILITIES, COMMITTED, CREATED, PAIR, textFrame, UPDATED } from "./s2st-test-bed.ts";
import { type S2stOptions, translationSettings } from "./translation-options.ts";

const protocolOf = (options: Partial<S2stOptions> = {}) =>
  new S2stProtocol(translationSettings({ ...PAIR, ...options }));
const opening = (options: Partial<S2stOptions>) => JSON.parse(protocolOf(options).openingFrames.join(""));

/** What frames mean that come one after the other. */
function meanings(...frames: object[]) {
  const protocol = protocolOf();
  return frames.map((frame) => protocol.receive(JSON.stringify(frame)));
}

const SESSION = {
  object: "realtime.voice_session",
  turn_detection: false,
  input_audio_format: "pcm16",
  input_audio_sample_rate: 24_000,
  input_audio_number_of_channels: 1,
  input_audio_transcription: { language: "en", target_language: "ja" },
};

describe("the opening", () => {
  it.each<[Partial<S2stOptions>, object]>([
    [{}, { session: SESSION }],
    [{ delay: 0 }, { session: { ...SESSION, delay: 0 } }],
    [
      { audioFormat: "twilio" },
      { session: { ...SESSION, input_audio_format: "twilio", input_audio_sample_rate: 8000 } },
    ],
    [
      { sampleRate: 16_000, inputSampleRate: 48_000 },
      { session: { ...SESSION, input_audio_sample_rate: 16_000 } },
    ],
    [
      { source: "ja", target: "en" },
      {
        session: { ...SESSION, input_audio_transcription: { language: "ja", target_language: "en" } },
      },
    ],
    [{ outputDevice: { type: "headphones" } }, { session: SESSION, output_device: { type: "headphones" } }],
    [
      { outputDevice: { name: "Buds", type: "unknown" } },
      { session: SESSION, output_device: { name: "Buds", type: "unknown" } },
    ],
  ])("for %j says what the contract names, and nothing that was not asked for", (options, expected) => {
    expect(opening(options)).toEqual({ type: "voice_session.update", ...expected });
  });
});

describe("readiness", () => {
  const ready = (raw: object) => ({
    events: [{ type: "session_ready", sampleRate: 24_000, audioFormat: "pcm16", raw }],
    milestone: "ready",
  });
  const nothing = { events: [] };

  it.each<[string, object[], object[]]>([
    ["created", [CREATED], [ready(CREATED)]],
    ["updated", [UPDATED], [ready(UPDATED)]],
    ["both, once", [CREATED, UPDATED], [ready(CREATED), nothing]],
    ["both the other way round, once", [UPDATED, CREATED], [ready(UPDATED), nothing]],
    ["capabilities first", [CAPABILITIES, CREATED], [nothing, ready(CREATED)]],
    ["capabilities last", [UPDATED, CAPABILITIES], [ready(UPDATED), nothing]],
  ])("comes with %s", (_, frames, expected) => {
    expect(meanings(...frames)).toEqual(expected);
  });
});

describe("what is translated", () => {
  it("is text, audio, and an end", () => {
    const speech = audioFrame(Uint8Array.of(1, 2, 3, 4));
    expect(meanings(textFrame(" hello"), speech, COMMITTED)).toEqual([
      { events: [{ type: "partial_transcript", text: " hello", raw: textFrame(" hello") }] },
      {
        events: [
          {
            type: "audio_chunk",
            audio: Uint8Array.of(1, 2, 3, 4),
            sampleRate: 24_000,
            audioFormat: "pcm16",
            raw: speech,
          },
        ],
        answersAudio: true,
      },
      {
        events: [
          { type: "committed", raw: COMMITTED },
          { type: "done", raw: COMMITTED },
        ],
        milestone: "complete",
        answersAudio: true,
      },
    ]);
  });

  it("comes in whole samples, also where frames cut them; half a sample at the end is none", () => {
    const frames = [[1], [2, 3], [], [4, 5, 6, 7], [8, 9]].map((bytes) => audioFrame(Uint8Array.from(bytes)));
    const pieces = meanings(...frames).flatMap(({ events }) =>
      events.map((event) => (event.type === "audio_chunk" ? [...event.audio] : event)),
    );
    expect(pieces).toEqual([
      [1, 2],
      [3, 4, 5, 6],
      [7, 8],
    ]);
  });

  it("is no event where there is nothing in it", () => {
    expect(meanings(textFrame(""), audioFrame(new Uint8Array(0)))).toEqual([{ events: [] }, { events: [] }]);
  });
});
