import { engineFor, synthesisUnavailable, voiceFor } from "../engines/engine-selection.ts";
import type { SynthesisEngine } from "../engines/synthesis-engine.ts";
import type { SessionSpeech } from "../speech/session-speech.ts";
import { LiveResponse } from "./live-response.ts";
import type { SessionHandler, SessionLink } from "./live-session.ts";
import { type LiveTtsClientFrame, parseLiveTtsClientFrame } from "./live-tts-client-frames.ts";
import { type LiveTtsServerFrame, synthesisFailed } from "./live-tts-server-frames.ts";
import { outOfOrder, SessionFailure } from "./session-failure.ts";
import { parseSpeechSettings, type SpeechSettings } from "./speech-settings.ts";

/** One synthesis session: many responses, one after another. */
export class LiveTtsSession implements SessionHandler {
  readonly task = "synthesis";
  readonly greeting: readonly object[] = [];
  readonly #link: SessionLink;
  readonly #engines: readonly SynthesisEngine[];
  /** Undefined before it is opened. */
  #speech: SessionSpeech | undefined;
  /** The latest. */
  #response: LiveResponse | undefined;
  #running: Promise<unknown> = Promise.resolve();

  constructor(link: SessionLink, engines: readonly SynthesisEngine[]) {
    this.#link = link;
    this.#engines = engines;
  }

  receive(text: string): boolean {
    const frame = parseLiveTtsClientFrame(text);
    if (frame !== undefined) this.#handle(frame);
    return frame !== undefined;
  }

  errorFrame(failure: SessionFailure): LiveTtsServerFrame {
    return synthesisFailed(failure);
  }

  async settled(): Promise<void> {
    await this.#running;
  }

  #handle(frame: LiveTtsClientFrame): void {
    if (frame.type === "open") {
      if (this.#speech !== undefined) throw outOfOrder("open may be sent but once.");
      this.#open(parseSpeechSettings(frame.settings));
    } else if (this.#speech === undefined) {
      throw outOfOrder(`${frame.type} before open.`);
    } else if (frame.type === "response.create") {
      this.#create(frame, this.#speech);
    } else if (frame.type === "response.cancel") {
      // Nothing under way: the response was done before the client knew.
      this.#response?.cancel();
    } else if (this.#response === undefined) {
      throw outOfOrder(`${frame.type} before response.create.`);
    } else if (frame.type === "input_text_buffer.append") {
      this.#response.append(frame.text);
    } else {
      this.#response.commit();
    }
  }

  #open(settings: SpeechSettings): void {
    const { language, format, sampleRate } = settings;
    const { engine, voice } = this.#choose(settings);
    this.#speech = { engine, voice, format, sampleRate };
    const created: LiveTtsServerFrame = {
      type: "session.created",
      format,
      sample_rate: sampleRate,
      channels: 1,
      language,
      speaker_id: voice.id,
      client_id: `client_${crypto.randomUUID()}`,
    };
    void this.#link.send([created]);
  }

  /** The voice for a session; what it is instead of what was asked for is told to the log. */
  #choose({ language, speakerId, hasReference }: SpeechSettings): Pick<SessionSpeech, "engine" | "voice"> {
    const engine = engineFor(this.#engines, language);
    if (engine === undefined) {
      const message = synthesisUnavailable(this.#engines, language);
      throw new SessionFailure("engine_unavailable", message, "language");
    }
    const voice = voiceFor(engine, language, speakerId);
    if (voice === undefined) {
      const message = `There is no voice "${speakerId}" for "${language}" here: ask for ${voiceList(engine, language)}.`;
      throw new SessionFailure("voice_not_found", message, "speaker_id");
    }
    const { logger } = this.#link;
    if (speakerId !== undefined && voice.id !== speakerId) {
      const fields = { speaker: speakerId, voice: voice.id };
      logger.warn("A voice of the emulator stands in for a speaker of the service", fields);
    }
    if (hasReference) {
      logger.warn("The emulator clones no voices: spk_ref_audio_tokens is ignored", { voice: voice.id });
    }
    return { engine, voice };
  }

  #create(
    { text, responseId, hasMaxLength }: Extract<LiveTtsClientFrame, { type: "response.create" }>,
    speech: SessionSpeech,
  ): void {
    if (this.#response?.isOver === false) {
      throw outOfOrder(
        "response.create while a response is active: wait for its response.done, or send response.cancel first.",
      );
    }
    if (hasMaxLength) this.#link.logger.debug("max_length has no effect in the emulator");
    const id = responseId ?? `response_${crypto.randomUUID()}`;
    this.#response = new LiveResponse(id, text, speech, this.#link);
    this.#running = Promise.all([this.#running, this.#response.run()]);
  }
}

function voiceList({ voices }: SynthesisEngine, language: string): string {
  return voices
    .filter((voice) => voice.language === language)
    .map(({ id, description }) => `${id} (${description})`)
    .join(", ");
}
