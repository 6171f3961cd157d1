import { bytesPerSample, SampleJoiner } from "@kotoba/audio";
import { type FrameMeaning, type Logger, ProtocolError, type SessionProtocol } from "@kotoba/core";
import type { TtsAudioFormat } from "../protocol/tts-audio-format.ts";
import { openFrame } from "../protocol/tts-client-frames.ts";
import { readTtsServerFrame, type TtsServerFrame } from "../protocol/tts-server-frames.ts";
import { AudioClock } from "../result/audio-clock.ts";
import { sampleEncoding } from "../result/sample-encoding.ts";
import { ActiveResponse, type ResponseOutcome } from "./active-response.ts";
import type { TtsEvent } from "./synthesis-events.ts";
import type { SynthesisSettings } from "./synthesis-options.ts";

const NOTHING: FrameMeaning<TtsEvent> = { events: [] };

/** The longest piece of a server's own words that goes into a message. */
const MAX_WORDS_LENGTH = 500;
/** Responses that have ended and whose frames may still come late. */
const REMEMBERED_RESPONSES = 16;

type Frame<Type extends TtsServerFrame["type"]> = Extract<TtsServerFrame, { type: Type }>;

/** The audio that the two sides have agreed on. */
export interface AudioAgreement {
  readonly audioFormat: TtsAudioFormat;
  readonly sampleRate: number;
}

/** What synthesis says on the wire, and understands (contract, section 6). One response is active at a time. */
export class TtsProtocol implements SessionProtocol<TtsEvent> {
  readonly openingFrames: readonly string[];
  readonly #logger: Logger;
  #agreement: AudioAgreement = { audioFormat: "pcm_f32", sampleRate: 24_000 };
  #clock: AudioClock | undefined;
  #samples: SampleJoiner | undefined;
  #active: ActiveResponse | undefined;
  #responses = 0;
  /** The service is one that says when a response begins. */
  #announces = false;
  readonly #endedIds: string[] = [];

  constructor(settings: SynthesisSettings, logger: Logger) {
    this.#logger = logger;
    const { language, speakerId, audioFormat, sampleRate, speakerReferenceTokens } = settings;
    this.openingFrames = [
      openFrame({
        language,
        speaker_id: speakerId,
        ...(audioFormat === undefined ? {} : { format: audioFormat }),
        ...(sampleRate === undefined ? {} : { sample_rate: sampleRate }),
        ...(speakerReferenceTokens === undefined ? {} : { spk_ref_audio_tokens: speakerReferenceTokens }),
      }),
    ];
  }

  /** The service's own, until it has said what it will be. */
  get agreement(): AudioAgreement {
    return this.#agreement;
  }

  /** The response under way. */
  get active(): ActiveResponse | undefined {
    return this.#active;
  }

  /** Takes note that a response is being asked for. */
  begin(text: string): ActiveResponse {
    const number = String(++this.#responses).padStart(7, "0");
    this.#active = new ActiveResponse(`response-${number}`, text);
    this.#clock?.beginResponse();
    this.#samples?.reset();
    return this.#active;
  }

  receive(text: string): FrameMeaning<TtsEvent> {
    const frame = readTtsServerFrame(text);
    switch (frame.type) {
      case "ready":
        return this.#ready(frame);
      case "created":
        return this.#created(frame);
      case "audio":
        return this.#audio(frame);
      case "done":
        return this.#done(frame);
      case "timeout":
        this.#logger.warn("The service is slow to speak, and goes on", { message: frame.message });
        return NOTHING;
      case "other":
        return NOTHING;
    }
  }

  #ready({ audioFormat, sampleRate, raw }: Frame<"ready">): FrameMeaning<TtsEvent> {
    if (this.#clock !== undefined) return NOTHING;
    this.#agreement = { audioFormat, sampleRate };
    this.#clock = new AudioClock(audioFormat, sampleRate);
    const encoding = sampleEncoding(audioFormat);
    if (encoding !== undefined) this.#samples = new SampleJoiner(bytesPerSample(encoding));
    return { events: [{ type: "session_ready", sampleRate, audioFormat, raw }], milestone: "idle" };
  }

  /** The service's name for a response counts, whatever the client called it. */
  #created({ responseId }: Frame<"created">): FrameMeaning<TtsEvent> {
    if (this.#active === undefined) return NOTHING;
    this.#announces = true;
    this.#active.id = responseId;
    this.#active.isAnnounced = true;
    return NOTHING;
  }

  #audio({ audio: bytes, isFinal, responseId, raw }: Frame<"audio">): FrameMeaning<TtsEvent> {
    const response = this.#activeOf(responseId);
    const clock = this.#clock;
    if (response === undefined || clock === undefined) return NOTHING;
    // Audio without a name that comes before its response is a late one's.
    if (responseId === undefined && this.#announces && !response.isAnnounced) return NOTHING;
    const audio = this.#samples?.push(bytes) ?? bytes;
    const before = clock.seconds;
    clock.push(audio);
    if (response.isSilenced) return NOTHING;
    response.seconds += clock.seconds - before;
    if (audio.length === 0 && !isFinal) return NOTHING;
    const { audioFormat, sampleRate } = this.#agreement;
    const { id } = response;
    return {
      events: [{ type: "audio_chunk", audio, sampleRate, audioFormat, isFinal, responseId: id, raw }],
    };
  }

  #done({ status, failure, responseId, raw }: Frame<"done">): FrameMeaning<TtsEvent> {
    const response = this.#activeOf(responseId);
    if (response === undefined) return NOTHING;
    const outcome = outcomeOf(status, failure, response, raw);
    response.finish(outcome);
    this.#active = undefined;
    this.#endedIds.push(response.id);
    if (this.#endedIds.length > REMEMBERED_RESPONSES) this.#endedIds.shift();
    const event = { type: "done", ...outcome, responseId: response.id, text: response.text, raw } as const;
    return { events: [event], milestone: "idle" };
  }

  /** The active response, if the frame is not a late one of a response before. A name that is new must be its own. */
  #activeOf(responseId: string | undefined): ActiveResponse | undefined {
    const active = this.#active;
    if (active === undefined || responseId === undefined || responseId === active.id) return active;
    if (this.#endedIds.includes(responseId)) return undefined;
    active.id = responseId;
    return active;
  }
}

function outcomeOf(
  status: Frame<"done">["status"],
  { code, message }: Frame<"done">["failure"],
  { isSilenced }: ActiveResponse,
  raw: unknown,
): ResponseOutcome {
  if (status !== "failed") return { status: isSilenced ? "cancelled" : status };
  const words = (message ?? code ?? "it does not say why").slice(0, MAX_WORDS_LENGTH);
  const error = new ProtocolError(`The service could not speak a text: ${words}`, {
    code: code ?? "response_failed",
    payload: raw,
  });
  return { status, error };
}
