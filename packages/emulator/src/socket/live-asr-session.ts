import { defaultLanguage, engineFor, engineUnavailable } from "../engines/engine-selection.ts";
import type { RecognitionEngine } from "../engines/recognition-engine.ts";
import { type LiveAsrClientFrame, parseLiveAsrClientFrame } from "./live-asr-client-frames.ts";
import {
  audioCommitted,
  type LiveAsrServerFrame,
  sessionCreated,
  sessionFailed,
  sessionUpdated,
} from "./live-asr-server-frames.ts";
import type { SessionHandler, SessionLink } from "./live-session.ts";
import { LiveTranscription } from "./live-transcription.ts";
import { outOfOrder, SessionFailure } from "./session-failure.ts";
import { parseTranscriptionSession } from "./transcription-session.ts";

/** How far a session has come. */
type Phase =
  | { readonly name: "created" }
  | { readonly name: "updated"; readonly transcription: LiveTranscription }
  | { readonly name: "committed" };

/** One live recognition session. */
export class LiveAsrSession implements SessionHandler {
  readonly task = "recognition";
  readonly greeting: readonly LiveAsrServerFrame[] = [sessionCreated()];
  readonly #link: SessionLink;
  readonly #engines: readonly RecognitionEngine[];
  #phase: Phase = { name: "created" };
  #transcribing: Promise<void> | undefined;

  constructor(link: SessionLink, engines: readonly RecognitionEngine[]) {
    this.#link = link;
    this.#engines = engines;
  }

  receive(text: string): boolean {
    const frame = parseLiveAsrClientFrame(text);
    if (frame !== undefined) this.#handle(frame);
    return frame !== undefined;
  }

  errorFrame(failure: SessionFailure): LiveAsrServerFrame {
    return sessionFailed(failure);
  }

  async settled(): Promise<void> {
    await this.#transcribing;
  }

  #handle(frame: LiveAsrClientFrame): void {
    const phase = this.#phase;
    if (phase.name === "committed") throw outOfOrder(`${frame.type} after input_audio_buffer.commit.`);
    if (frame.type === "transcription_session.update") {
      if (phase.name !== "created") throw outOfOrder("transcription_session.update may be sent but once.");
      this.#begin(frame.session);
    } else if (phase.name === "created") {
      throw outOfOrder(`${frame.type} before transcription_session.update.`);
    } else if (frame.type === "input_audio_buffer.append") {
      phase.transcription.append(frame.audio, frame.eventId);
    } else {
      this.#phase = { name: "committed" };
      phase.transcription.commit();
    }
  }

  #begin(settings: unknown): void {
    const session = parseTranscriptionSession(settings, defaultLanguage(this.#engines));
    const { language } = session.input_audio_transcription;
    const engine = engineFor(this.#engines, language);
    if (engine === undefined) {
      const param = "session.input_audio_transcription.language";
      throw new SessionFailure("engine_unavailable", engineUnavailable(this.#engines, language), param);
    }
    const link = this.#link;
    const transcription = new LiveTranscription({
      session,
      engine,
      signal: link.signal,
      send: (frames) => link.send(frames),
      pause: () => link.pause(),
      resume: () => link.resume(),
    });
    this.#phase = { name: "updated", transcription };
    void link.send([sessionUpdated(session)]);
    this.#transcribing = this.#transcribe(transcription);
  }

  async #transcribe(transcription: LiveTranscription): Promise<void> {
    try {
      await transcription.run();
      await this.#link.send([audioCommitted()]);
      this.#link.end();
    } catch (error) {
      this.#link.fail(error);
    }
  }
}
