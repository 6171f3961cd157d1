import type { AudioTimeline, ResumableProtocol } from "@kotoba/audio";
import {
  completedEarly,
  type FrameMeaning,
  type Gap,
  SaidAgain,
  SaidFromMiddle,
  type SessionProtocol,
} from "@kotoba/core";
import { S2stProtocol } from "./s2st-protocol.ts";
import type { S2stEvent } from "./translation-events.ts";
import type { TranslationSettings } from "./translation-options.ts";

/** When so much audio has gone out since the last of the translated speech, the service has said all that it had to say. */
const SPOKEN_OUT_SECONDS = 1;
/** Speech of so long before the last sound may not be translated yet: services lag behind by some seconds. */
const LAG_SECONDS = 5;

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
  #saidAgain: SaidAgain | SaidFromMiddle | undefined;
  /** What was told last, and whether it was on the present connection. */
  #lastText = "";
  #hasText = false;
  /** Up to where audio was confirmed when the last line was lost. */
  #confirmedBefore = 0;

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
    this.#hasText = false;
    this.#saidAgain = undefined;
    this.#confirmedBefore = Math.max(this.#timeline.confirmedSeconds, this.#lastSound);
    if (!this.#hasSpoken) return undefined;
    const { sentSeconds, isLive } = this.#timeline;
    // Of audio that went out in a burst, nobody knows how far the service has come.
    const isSpokenOut = isLive && sentSeconds - this.#lastSound >= SPOKEN_OUT_SECONDS;
    const toSeconds = this.#lastSound;
    const fromSeconds = isSpokenOut
      ? Math.max(this.#lastSoundBefore, toSeconds - LAG_SECONDS)
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
      case "session_ready":
        if (!this.#isReady) {
          this.#isReady = true;
          return event;
        }
        this.#saidAgain =
          this.#timeline.confirmedSeconds > this.#confirmedBefore
            ? new SaidFromMiddle(this.#told)
            : new SaidAgain(this.#told);
        return [];
      case "partial_transcript": {
        const more = this.#saidAgain?.next(event.text) ?? event.text;
        if (more === "") return [];
        // The first text of a connection has no space before it.
        const text = this.#isTextApart(more) ? more : ` ${more}`;
        this.#told += text;
        this.#hasText = true;
        this.#lastText = text;
        return { ...event, text };
      }
      case "audio_chunk":
        this.#sound();
        return event;
      case "committed":
        if (!this.#timeline.isFinished) throw completedEarly(this.#timeline);
        return event;
      default:
        return event;
    }
  }

  #isTextApart(text: string): boolean {
    return this.#hasText || /^\s/.test(text) || !/[\p{Script=Latin}\p{N}.,!?]$/u.test(this.#lastText);
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
