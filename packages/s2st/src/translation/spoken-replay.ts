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

/** When the service has said nothing over so much audio, it has nothing to say for now. */
const HUSH_SECONDS = 1;
/** By then it has translated the utterances that ended so long before. */
const LAG_SECONDS = 5;
/** No utterance is longer, also where no pause can be told from the noise. */
const UTTERANCE_SECONDS = 30;
/** Audio of so long before is not even kept, in case it has not: in a long silence the rest would be too much to be kept. */
const KEPT_SECONDS = 10;
/** So long a pause ends an utterance. */
const PAUSE_SECONDS = 0.8;
/** Speech may begin so softly that its first belongs to the pause. */
const ONSET_SECONDS = 0.2;
/** Below -60 dBFS nothing is said. */
const SILENCE_LEVEL = 32;

/**
 * Translation over several connections in turn. What is sent again would be spoken again, and nothing on the wire tells which speech a
 * sound translates: so what had been sent when sound came last is never sent again, and is told as a gap as far as the listener may have
 * missed its translation.
 *
 * That a service which has spoken is done with what was said before shows when it has nothing to say, and has had time enough. That it is not
 * the line that keeps silent, its answer to a ping tells: what it had to say comes before.
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
  /** What had been sent when the service said something last, and how far it had come when it was asked for a sign of life. Seconds. */
  #hushStart = 0;
  #pinged = 0;
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
      pingSent: () => {
        this.#pinged = this.#timeline.heardSeconds;
      },
      pingsAnswered: () => this.#judgeHush(),
    };
  }

  lineLost(): Gap | undefined {
    this.#hasText = false;
    this.#saidAgain = undefined;
    this.#confirmedBefore = Math.max(this.#timeline.confirmedSeconds, this.#lastSound);
    const [fromSeconds, toSeconds] = [this.#translatedEnd, this.#lastSound];
    const isComplete = !this.#hasSpoken || fromSeconds >= toSeconds;
    this.#hasSpoken = false;
    this.#translatedEnd = Math.max(fromSeconds, toSeconds);
    return isComplete ? undefined : { fromSeconds, toSeconds, reason: "answer_interrupted" };
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
        this.#hushStart = this.#timeline.sentSeconds;
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
    const { sentSeconds } = this.#timeline;
    this.#hushStart = sentSeconds;
    this.#lastSound = sentSeconds;
    this.#hasSpoken = true;
    this.#timeline.confirm(sentSeconds);
  }

  /** The line is alive, and what the service had said when it was asked has come. */
  #judgeHush(): void {
    if (!this.#hasSpoken || this.#pinged - this.#hushStart < HUSH_SECONDS) return;
    this.#translatedEnd = Math.max(this.#translatedEnd, this.#doneBefore(this.#pinged - LAG_SECONDS));
    this.#timeline.confirm(Math.min(this.#translatedEnd, this.#pinged - KEPT_SECONDS));
  }

  /** Where the last utterance ended that was over by a time. */
  #doneBefore(seconds: number): number {
    const pauseEnd = this.#timeline.pauseEnd(seconds, PAUSE_SECONDS) ?? 0;
    return Math.max(pauseEnd - ONSET_SECONDS, seconds - UTTERANCE_SECONDS);
  }
}

/** Whether there is more than silence in the audio: some services send that while they say nothing. @param audio - pcm16. */
function isAudible(audio: Uint8Array): boolean {
  return bytesToInt16(audio).some((sample) => Math.abs(sample) > SILENCE_LEVEL);
}
