import type { JsonObject } from "./json-object.ts";
import { type LiveAudioClientFrame, parseLiveAudioClientFrame } from "./live-audio-client-frames.ts";
import { audioCommitted, type LiveAudioServerFrame, sessionFailed } from "./live-audio-server-frames.ts";
import type { SessionHandler, SessionLink } from "./live-session.ts";
import { outOfOrder, type SessionFailure } from "./session-failure.ts";

/** What is made of the audio of a session. */
export interface AudioModality {
  /** See {@link SessionHandler.task}. */
  readonly task: string;
  /** What the client is sent before it has said anything. */
  greeting(): readonly object[];
  /** The type of the client's frame that has the settings. */
  readonly updateType: string;
  /**
   * Gets to work by such a frame.
   *
   * @throws {SessionFailure} for settings that are wrong, or cannot be served.
   */
  begin(update: JsonObject, link: SessionLink): AudioWork;
}

/** The work of one session. */
export interface AudioWork {
  /** The frame by which the client knows that audio is accepted. */
  readonly updated: object;
  /** Takes the next audio, with the `event_id` of its frame. */
  append(audio: Uint8Array, eventId: string | undefined): void;
  /** Says that no more audio comes. */
  commit(): void;
  /** Works until all of the audio is answered. Called once; rejects when that fails, or the session is over before. */
  run(): Promise<void>;
}

/** How far a session has come. */
type Phase =
  | { readonly name: "created" }
  | { readonly name: "updated"; readonly work: AudioWork }
  | { readonly name: "committed" };

/** One session in which audio comes in: one update, the audio, a commit; then the rest of what is made of it, and the end. */
export class LiveAudioSession implements SessionHandler {
  readonly greeting: readonly object[];
  readonly #link: SessionLink;
  readonly #modality: AudioModality;
  #phase: Phase = { name: "created" };
  #working: Promise<void> | undefined;

  constructor(link: SessionLink, modality: AudioModality) {
    this.#link = link;
    this.#modality = modality;
    this.greeting = modality.greeting();
  }

  get task(): string {
    return this.#modality.task;
  }

  receive(text: string): boolean {
    const frame = parseLiveAudioClientFrame(text, this.#modality.updateType);
    if (frame !== undefined) this.#handle(frame);
    return frame !== undefined;
  }

  errorFrame(failure: SessionFailure): LiveAudioServerFrame {
    return sessionFailed(failure);
  }

  async settled(): Promise<void> {
    await this.#working;
  }

  #handle(frame: LiveAudioClientFrame): void {
    const phase = this.#phase;
    const { updateType } = this.#modality;
    const type = frame.type === "update" ? updateType : frame.type;
    if (phase.name === "committed") throw outOfOrder(`${type} after input_audio_buffer.commit.`);
    if (frame.type === "update") {
      if (phase.name !== "created") throw outOfOrder(`${updateType} may be sent but once.`);
      this.#begin(frame.frame);
    } else if (phase.name === "created") {
      throw outOfOrder(`${type} before ${updateType}.`);
    } else if (frame.type === "input_audio_buffer.append") {
      phase.work.append(frame.audio, frame.eventId);
    } else {
      this.#phase = { name: "committed" };
      phase.work.commit();
    }
  }

  #begin(update: JsonObject): void {
    const work = this.#modality.begin(update, this.#link);
    this.#phase = { name: "updated", work };
    void this.#link.send([work.updated]);
    this.#working = this.#run(work);
  }

  async #run(work: AudioWork): Promise<void> {
    try {
      await work.run();
      await this.#link.send([audioCommitted()]);
      this.#link.end();
    } catch (error) {
      this.#link.fail(error);
    }
  }
}
