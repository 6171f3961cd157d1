const SAMPLES_PER_FRAME = 320;
const MS_PER_FRAME = 20;

/** How much louder than the noise a frame must be to count as speech, in dB: more to begin an utterance than to go on with one. */
const ONSET_DB = 9;
const CONTINUATION_DB = 6;
/** So many loud frames in a row begin an utterance, so that a click does not. */
const ONSET_FRAMES = 3;
/** So many loud frames in a row end a pause. */
const CONTINUATION_FRAMES = 2;
/** What is kept from before the onset, where a soft first consonant hides. */
const PRE_ROLL_FRAMES = 15;

/** The noise is the quietest frame of the last 2 s: speech without a gap for so long is rare. */
const NOISE_FRAMES = 100;
/** Below this, in dB above a mean square of 1, everything is silence. */
const MIN_NOISE_DB = 25;
/** Taken for the noise until 2 s are heard, for recordings that begin within a word. */
const INITIAL_NOISE_DB = 45;

/** From this length on, shorter and shorter pauses end an utterance; at the limit, any moment does. */
const LONG_UTTERANCE_MS = 20_000;
const MAX_UTTERANCE_MS = 30_000;

/** What the detector makes of the audio; every utterance is one `start`, any number of `audio`, one `end`. */
export type DetectorEvent =
  /** `at` is the index, in the whole recording, of the utterance's first sample. */
  | { readonly type: "start"; readonly at: number }
  | { readonly type: "audio"; readonly samples: Int16Array }
  | { readonly type: "end" };

/**
 * Splits 16 kHz audio into utterances by its loudness: an adaptive noise floor, hysteresis, and some audio kept from before each onset.
 * What it says depends on the samples alone, and not on how they were cut into pieces.
 */
export class UtteranceDetector {
  readonly #silenceFrames: number;
  /** Levels of the last frames, in a ring. */
  readonly #levels = new Float64Array(NOISE_FRAMES).fill(INITIAL_NOISE_DB);
  /** Audio before an utterance, whole frames. */
  #preRoll: Int16Array[] = [];
  /** Samples that do not fill a frame yet. */
  readonly #rest = new Int16Array(SAMPLES_PER_FRAME);
  #restLength = 0;
  #frames = 0;
  #isSpeech = false;
  #utteranceFrames = 0;
  #loudFrames = 0;
  #quietFrames = 0;

  /** @param silenceDurationMs - How long a pause ends an utterance. */
  constructor(silenceDurationMs: number) {
    this.#silenceFrames = Math.max(1, Math.round(silenceDurationMs / MS_PER_FRAME));
  }

  /** Takes the next samples, any number of them. */
  accept(samples: Int16Array): DetectorEvent[] {
    const events: DetectorEvent[] = [];
    for (let at = 0; at < samples.length; ) {
      const taken = samples.subarray(at, at + SAMPLES_PER_FRAME - this.#restLength);
      this.#rest.set(taken, this.#restLength);
      this.#restLength += taken.length;
      at += taken.length;
      if (this.#restLength === SAMPLES_PER_FRAME) {
        this.#restLength = 0;
        this.#acceptFrame(this.#rest.slice(), events);
      }
    }
    return events;
  }

  /** Says that no more samples come: ends the utterance that is open. */
  finish(): DetectorEvent[] {
    if (!this.#isSpeech) return [];
    this.#isSpeech = false;
    const samples = this.#rest.slice(0, this.#restLength);
    return [...(samples.length > 0 ? [{ type: "audio", samples } as const] : []), { type: "end" }];
  }

  #acceptFrame(frame: Int16Array, events: DetectorEvent[]): void {
    const level = levelOf(frame);
    this.#levels[this.#frames++ % NOISE_FRAMES] = level;
    const noise = Math.max(MIN_NOISE_DB, Math.min(...this.#levels));
    const isLoud = level > noise + (this.#isSpeech ? CONTINUATION_DB : ONSET_DB);
    this.#loudFrames = isLoud ? this.#loudFrames + 1 : 0;
    if (this.#isSpeech) this.#continue(frame, events);
    else this.#listen(frame, events);
  }

  #listen(frame: Int16Array, events: DetectorEvent[]): void {
    this.#preRoll.push(frame);
    if (this.#loudFrames < ONSET_FRAMES) {
      if (this.#preRoll.length > PRE_ROLL_FRAMES) this.#preRoll.shift();
      return;
    }
    this.#isSpeech = true;
    this.#quietFrames = 0;
    this.#utteranceFrames = this.#preRoll.length;
    events.push({ type: "start", at: (this.#frames - this.#preRoll.length) * SAMPLES_PER_FRAME });
    for (const samples of this.#preRoll) events.push({ type: "audio", samples });
    this.#preRoll = [];
  }

  #continue(frame: Int16Array, events: DetectorEvent[]): void {
    events.push({ type: "audio", samples: frame });
    this.#utteranceFrames++;
    this.#quietFrames = this.#loudFrames >= CONTINUATION_FRAMES ? 0 : this.#quietFrames + 1;
    const pauseLimit = this.#pauseLimit();
    const isPause = this.#loudFrames === 0 && this.#quietFrames >= pauseLimit;
    if (!isPause && pauseLimit > 0) return;
    events.push({ type: "end" });
    this.#isSpeech = false;
    this.#loudFrames = 0;
  }

  /** How many quiet frames end the utterance, given its length; 0 when it must end now. */
  #pauseLimit(): number {
    const overtime = this.#utteranceFrames * MS_PER_FRAME - LONG_UTTERANCE_MS;
    const left = 1 - overtime / (MAX_UTTERANCE_MS - LONG_UTTERANCE_MS);
    return this.#silenceFrames * Math.min(1, Math.max(0, left));
  }
}

/** The power of the sound in dB, without a constant offset of the microphone. */
function levelOf(frame: Int16Array): number {
  let sum = 0;
  let squares = 0;
  for (const sample of frame) {
    sum += sample;
    squares += sample * sample;
  }
  const mean = sum / frame.length;
  return 10 * Math.log10(1 + Math.max(0, squares / frame.length - mean * mean));
}
