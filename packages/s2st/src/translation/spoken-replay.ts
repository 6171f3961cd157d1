import { type AudioTimeline, bytesToInt16, type ResumableProtocol } from "@kotoba/audio";
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

/** When so much audio has gone out since the last of the translated speech, the service has nothing to say for now. */
const HUSH_SECONDS = 1;
/** What it says when it speaks again translates speech of so long before at most, or of an utterance that ended since. */
const LAG_SECONDS = 5;
/** So long a pause ends an utterance. */
const PAUSE_SECONDS = 0.8;
/** Speech may begin so softly that its first belongs to the pause. */
const ONSET_SECONDS = 0.2;
/** Below -60 dBFS nothing is said. */
const SILENCE_LEVEL = 32;

/**
 * Translation over several connections in turn. What is sent again would be spoken again, and nothing on the wire tells which speech a
 * sound translates: so what had been sent when sound came last is never sent again, and is told as a gap as far as the listener may have
 * missed its translation. That all before a pause is translated shows when the service falls silent while it has had time enough.
 */
export class SpokenReplay implements ResumableProtocol<S2stEvent> {
  readonly #settings: TranslationSettings;
  readonly #timeline: AudioTimeline;
  #isReady = false;
  /** What had been sent when sound came last, and up to where speech is known to be translated. Seconds. */
  #lastSound = 0;
  #translatedEnd = 0;
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
    const gap: Gap = {
      fromSeconds: this.#translatedEnd,
      toSeconds: this.#lastSound,
      reason: "answer_interrupted",
    };
    this.#hasSpoken = false;
    this.#translatedEnd = this.#lastSound;
    return gap;
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
        if (isAudible(event.audio)) this.#sound();
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
    const { sentSeconds, isLive } = this.#timeline;
    // Of audio that goes out in a burst, nobody knows how far the service has come.
    if (isLive && sentSeconds - this.#lastSound >= HUSH_SECONDS) this.#endHush();
    this.#lastSound = sentSeconds;
    this.#hasSpoken = true;
    this.#timeline.confirm(sentSeconds);
  }

  /** The service speaks again after it had nothing to say. */
  #endHush(): void {
    const pauseEnd = this.#timeline.pauseEnd(this.#timeline.sentSeconds - LAG_SECONDS, PAUSE_SECONDS);
    if (pauseEnd !== undefined) this.#translatedEnd = Math.max(this.#translatedEnd, pauseEnd - ONSET_SECONDS);
  }
}

/** Whether there is more than silence in the audio: some services send that while they say nothing. @param audio - pcm16. */
function isAudible(audio: Uint8Array): boolean {
  return bytesToInt16(audio).some((sample) => Math.abs(sample) > SILENCE_LEVEL);
}
