import type { FrameMeaning, SessionProtocol } from "@kotoba/core";
import { type LiveSessionBody, sessionUpdateFrame } from "../protocol/live-client-frames.ts";
import { type LiveServerFrame, readLiveServerFrame } from "../protocol/live-server-frames.ts";
import type { AsrEvent } from "./live-events.ts";
import type { LiveSettings } from "./live-options.ts";

const NOTHING: FrameMeaning<AsrEvent> = { events: [] };

/** What live recognition says on the wire, and understands (contract, section 5). */
export class AsrProtocol implements SessionProtocol<AsrEvent> {
  readonly #settings: LiveSettings;

  constructor(settings: LiveSettings) {
    this.#settings = settings;
  }

  get openingFrames(): readonly string[] {
    return openingFrames(this.#settings);
  }

  receive(text: string): FrameMeaning<AsrEvent> {
    return meaningOf(readLiveServerFrame(text), this.#settings);
  }
}

/** The frames that set a session up. */
export function openingFrames(settings: LiveSettings): readonly string[] {
  return [sessionUpdateFrame(sessionBody(settings))];
}

/** What a frame means for the session that it came on. */
export function meaningOf(
  frame: LiveServerFrame,
  { sampleRate, audioFormat }: LiveSettings,
): FrameMeaning<AsrEvent> {
  switch (frame.type) {
    case "ready":
      return {
        events: [{ type: "session_ready", sampleRate, audioFormat, raw: frame.raw }],
        milestone: "ready",
      };
    case "delta":
      // An empty delta is a sign of silence, and no text.
      return frame.text === "" ? NOTHING : { events: [{ ...textOf(frame), type: "partial_transcript" }] };
    case "completed":
      return { events: [{ ...textOf(frame), type: "final_transcript" }], answersAudio: true };
    case "committed":
      return {
        events: [{ type: "committed", raw: frame.raw }, { type: "done" }],
        milestone: "complete",
        answersAudio: true,
      };
    case "other":
      return NOTHING;
  }
}

function textOf({ text, itemId, raw }: { text: string; itemId: string | undefined; raw: unknown }) {
  return { text, ...(itemId === undefined ? {} : { itemId }), raw };
}

/** The settings of a session as they travel. */
export function sessionBody(settings: LiveSettings): LiveSessionBody {
  const { language, audioFormat, sampleRate, turnDetection, keywords, stylePreference } = settings;
  return {
    input_audio_format: audioFormat,
    input_audio_sample_rate: sampleRate,
    input_audio_number_of_channels: 1,
    input_audio_transcription: {
      language,
      target_language: language,
      ...(keywords.length === 0 ? {} : { keywords }),
      ...(stylePreference?.humanName === undefined
        ? {}
        : { style_preference: { human_name: stylePreference.humanName } }),
    },
    ...(turnDetection === undefined ? {} : { turn_detection: turnDetectionBody(turnDetection) }),
  };
}

function turnDetectionBody(turnDetection: false | { readonly silenceDurationMs: number }) {
  if (turnDetection === false) return false;
  return { type: "server_vad", silence_duration_ms: turnDetection.silenceDurationMs } as const;
}
