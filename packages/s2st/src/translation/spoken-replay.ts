import type { AudioTimeline, ResumableProtocol } from "@kotoba/audio";
import { type FrameMeaning, type Gap, SaidAgain, type SessionProtocol } from "@kotoba/core";
import { S2stProtocol } from "./s2st-protocol.ts";
import type { S2stEvent } from "./translation-events.ts";
import type { TranslationSettings } from "./translation-options.ts";

/** When so much audio has gone out since the last of the translated speech, the service has said all that it had to say. */
const SPOKEN_OUT_SECONDS = 1;
/** Speech that had begun so long before the end of a translation may not have been part of it. */
const LISTENING_SECONDS = 0.8;

/**
 * Translation over several connections in turn. What is sent again would be spoken again, and nothing on the wire tells which speech a
 * sound translates: so what had been sent when sound came last is never sent again, and is told as a gap as far as the listener may have
 * missed its translation.
 */
export class SpokenReplay implements ResumableProtocol<S2stEvent> {
  readonly #settings: TranslationSettings;
  readonly #timeline: AudioTimeline;
  #isReady = false;
  /** What had been sent when sound came last, and when the speech before that ended. Seconds. */
  #lastSound = 0;
  #lastSoundBefore = 0;
  /** Whether there was sound since a line was lost. */
  #hasSpoken = false;
  /** What was told since the last sound: of speech that is not translated yet. */
  #told = "";
  #saidAgain: SaidAgain | undefined;

  constructor(settings: TranslationSettings, timeline: AudioTimeline) {
    this.#settings = settings;
    this.#timeline = timeline;
  }

  connect(): SessionProtocol<S2stEvent> {
    const protocol = new S2stProtocol(this.#settings);
    return {
      openingFrames: protocol.openingFrames,
      receive: (text) => this.#follow(protocol.receive(text)),
    };
  }

  lineLost(): Gap | undefined {
    this.#saidAgain = new SaidAgain(this.#told);
    if (!this.#hasSpoken) return undefined;
    const isSpokenOut = this.#timeline.sentSeconds - this.#lastSound >= SPOKEN_OUT_SECONDS;
    const toSeconds = this.#lastSound;
    const fromSeconds = isSpokenOut
      ? Math.max(this.#lastSoundBefore, toSeconds - LISTENING_SECONDS)
      : this.#lastSoundBefore;
    this.#hasSpoken = false;
    this.#lastSoundBefore = toSeconds;
    return { fromSeconds, toSeconds, reason: "answer_interrupted" };
  }

  #follow(meaning: FrameMeaning<S2stEvent>): FrameMeaning<S2stEvent> {
    return { ...meaning, events: meaning.events.flatMap((event) => this.#delivered(event)) };
  }

  /** The event, as far as it is new to the consumer, to whom there is one session. */
  #delivered(event: S2stEvent): S2stEvent | [] {
    switch (event.type) {
      case "session_ready": {
        const isFirst = !this.#isReady;
        this.#isReady = true;
        return isFirst ? event : [];
      }
      case "partial_transcript": {
        const text = this.#saidAgain?.next(event.text) ?? event.text;
        this.#told += text;
        return text === "" ? [] : { ...event, text };
      }
      case "audio_chunk":
        this.#sound();
        return event;
      default:
        return event;
    }
  }

  #sound(): void {
    this.#told = "";
    this.#saidAgain = undefined;
    const { sentSeconds } = this.#timeline;
    if (sentSeconds - this.#lastSound >= SPOKEN_OUT_SECONDS) this.#lastSoundBefore = this.#lastSound;
    this.#lastSound = sentSeconds;
    this.#hasSpoken = true;
    this.#timeline.confirm(sentSeconds);
  }
}
