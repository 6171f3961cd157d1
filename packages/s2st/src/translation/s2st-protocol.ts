import { SampleJoiner } from "@kotoba/audio";
import type { FrameMeaning, SessionProtocol } from "@kotoba/core";
import {
  type OutputDeviceBody,
  type VoiceSessionUpdate,
  voiceSessionUpdateFrame,
} from "../protocol/s2st-client-frames.ts";
import { OUTPUT_SAMPLE_RATE, readS2stServerFrame } from "../protocol/s2st-server-frames.ts";
import type { S2stEvent } from "./translation-events.ts";
import type { OutputDevice, TranslationSettings } from "./translation-options.ts";

const NOTHING: FrameMeaning<S2stEvent> = { events: [] };

/**
 * What translation says on the wire, and understands (contract, section 7).
 *
 * The session is ready with the first of `voice_session.created` and `voice_session.updated`, also with a `created` that was on its way
 * before the settings had arrived: some services send but that one, and whoever waited for the other would wait in vain. No audio
 * comes too early by it: the settings go out as soon as the connection stands, and so before any audio. Only a refusal of the
 * settings, from a service that greets first, comes out of the iteration then, and not of the opening.
 */
export class S2stProtocol implements SessionProtocol<S2stEvent> {
  readonly openingFrames: readonly string[];
  readonly #settings: TranslationSettings;
  readonly #samples = new SampleJoiner(2);
  #isReady = false;

  constructor(settings: TranslationSettings) {
    this.#settings = settings;
    this.openingFrames = [voiceSessionUpdateFrame(sessionUpdate(settings))];
  }

  receive(text: string): FrameMeaning<S2stEvent> {
    const frame = readS2stServerFrame(text);
    switch (frame.type) {
      case "ready":
        return this.#ready(frame.raw);
      case "text":
        return frame.text === ""
          ? NOTHING
          : { events: [{ type: "partial_transcript", text: frame.text, raw: frame.raw }] };
      case "audio":
        return this.#audio(frame.audio, frame.raw);
      case "committed":
        return {
          events: [
            { type: "committed", raw: frame.raw },
            { type: "done", raw: frame.raw },
          ],
          milestone: "complete",
          answersAudio: true,
        };
      case "other":
        return NOTHING;
    }
  }

  #ready(raw: unknown): FrameMeaning<S2stEvent> {
    if (this.#isReady) return NOTHING;
    this.#isReady = true;
    const { sampleRate, audioFormat } = this.#settings;
    return { events: [{ type: "session_ready", sampleRate, audioFormat, raw }], milestone: "ready" };
  }

  #audio(bytes: Uint8Array, raw: unknown): FrameMeaning<S2stEvent> {
    const audio = this.#samples.push(bytes);
    if (audio.length === 0) return NOTHING;
    return {
      events: [{ type: "audio_chunk", audio, sampleRate: OUTPUT_SAMPLE_RATE, audioFormat: "pcm16", raw }],
      answersAudio: true,
    };
  }
}

function sessionUpdate(settings: TranslationSettings): VoiceSessionUpdate {
  const { source, target, audioFormat, sampleRate, delay, outputDevice } = settings;
  return {
    session: {
      object: "realtime.voice_session",
      turn_detection: false,
      input_audio_format: audioFormat,
      input_audio_sample_rate: sampleRate,
      input_audio_number_of_channels: 1,
      input_audio_transcription: { language: source, target_language: target },
      ...(delay === undefined ? {} : { delay }),
    },
    ...(outputDevice === undefined ? {} : { output_device: deviceBody(outputDevice) }),
  };
}

function deviceBody({ name, type }: OutputDevice): OutputDeviceBody {
  return name === undefined ? { type } : { name, type };
}
