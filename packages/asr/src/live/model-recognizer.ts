import { COMMITTED, completedFrame, deltaFrame } from "./live-test-bed.ts";

/** The model's audio: so many samples a second, so that a sample is a millisecond. */
export const MODEL_SAMPLE_RATE = 1000;
/** A sample below this is silence. */
const SOUND = 10;
/** A sound that is no word. */
export const NOISE = 50;
/** It tells silence so often. */
const STEP_MS = 80;

/** The amplitude that says word number `index`, from 0. */
export function amplitudeOf(index: number): number {
  return 100 * (index + 1);
}

/** How a {@link ModelRecognizer} goes about its work. */
export interface ModelRecognizerOptions {
  /** A turn ends after so much silence; undefined: never before the end. */
  readonly silenceMs: number | undefined;
  /**
   * What a turn bears as its `item_id`: the `event_id` of the chunk in which it begins, be that right behind the turn before
   * (`behind-turn`) or where its first sound is (`at-sound`); names of the service's own, which it uses again on each connection; or nothing.
   */
  readonly itemIds: "behind-turn" | "at-sound" | "own" | "none";
  /** Sends the last delta of a turn once more, behind its whole text. */
  readonly saysLateDeltas: boolean;
  readonly repeatsCompleted: boolean;
}

interface ModelTurn {
  readonly itemId: string | undefined;
  text: string;
  heardSound: boolean;
}

/** Recognises words in the audio of one connection: a stretch of one amplitude is a word, said when it begins, and ended with a stop. */
export class ModelRecognizer {
  readonly #options: ModelRecognizerOptions;
  readonly #itemIds = new Set<string>();
  #turn: ModelTurn | undefined;
  #amplitude = 0;
  #silenceMs = 0;
  #lateDelta: object | undefined;
  #frames: object[] = [];

  constructor(options: ModelRecognizerOptions) {
    this.#options = options;
  }

  /** Hears a chunk. @returns the frames that tell of it. */
  hear(eventId: string, samples: Int16Array): object[] {
    for (const sample of samples) this.#hearSample(sample, eventId);
    return this.#takeFrames();
  }

  /** The audio has ended. */
  commit(): object[] {
    this.#endWord();
    if (this.#turn?.heardSound) this.#complete(this.#turn);
    this.#frames.push(COMMITTED);
    return this.#takeFrames();
  }

  #hearSample(amplitude: number, eventId: string): void {
    if (amplitude < SOUND) this.#hearSilence(eventId);
    else this.#hearSound(amplitude, eventId);
  }

  #hearSilence(eventId: string): void {
    this.#endWord();
    this.#amplitude = 0;
    this.#silenceMs++;
    if (this.#options.itemIds !== "at-sound") this.#openTurn(eventId);
    const turn = this.#turn;
    if (turn === undefined) return;
    if (this.#silenceMs % STEP_MS === 0) {
      this.#frames.push(deltaFrame("", turn.itemId));
      this.#tellLate();
    }
    const { silenceMs } = this.#options;
    if (silenceMs !== undefined && turn.heardSound && this.#silenceMs >= silenceMs) this.#complete(turn);
  }

  #hearSound(amplitude: number, eventId: string): void {
    this.#silenceMs = 0;
    const turn = this.#openTurn(eventId);
    turn.heardSound = true;
    if (amplitude === this.#amplitude) return;
    this.#endWord();
    this.#amplitude = amplitude;
    if (amplitude !== NOISE) this.#say(turn, ` w${amplitude / 100 - 1}`);
  }

  #endWord(): void {
    if (this.#turn !== undefined && this.#amplitude > NOISE) this.#say(this.#turn, ".");
    this.#amplitude = 0;
  }

  #say(turn: ModelTurn, text: string): void {
    turn.text += text;
    this.#frames.push(deltaFrame(text, turn.itemId));
    this.#tellLate();
  }

  #openTurn(eventId: string): ModelTurn {
    this.#turn ??= { itemId: this.#newItemId(eventId), text: "", heardSound: false };
    return this.#turn;
  }

  #newItemId(eventId: string): string | undefined {
    const { itemIds } = this.#options;
    if (itemIds === "none") return undefined;
    const isFree = itemIds !== "own" && !this.#itemIds.has(eventId);
    const itemId = isFree ? eventId : `item_${this.#itemIds.size}`;
    this.#itemIds.add(itemId);
    return itemId;
  }

  #complete({ itemId, text }: ModelTurn): void {
    const completed = completedFrame(text.trim(), itemId);
    this.#frames.push(completed);
    if (this.#options.repeatsCompleted) this.#frames.push(completed);
    if (this.#options.saysLateDeltas) this.#lateDelta = deltaFrame(" w0.", itemId);
    this.#turn = undefined;
  }

  #tellLate(): void {
    if (this.#lateDelta !== undefined) this.#frames.push(this.#lateDelta);
    this.#lateDelta = undefined;
  }

  #takeFrames(): object[] {
    const frames = this.#frames;
    this.#frames = [];
    return frames;
  }
}
