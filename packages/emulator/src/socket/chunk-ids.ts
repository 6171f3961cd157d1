import { SPEECH_SAMPLE_RATE } from "../transcription/speech-samples.ts";

interface Chunk {
  readonly eventId: string | undefined;
  /** Index, in the session's audio, of the byte behind it. */
  readonly end: number;
  next: Chunk | undefined;
}

/**
 * Knows which chunk of a session's audio the engine is at: chunks may come much faster than they are heard. Those that have been heard
 * are forgotten.
 */
export class ChunkIds {
  readonly #bytesPerSecond: number;
  /** The chunk that the engine is at; when all are heard, the last. */
  #current: Chunk | undefined;
  #last: Chunk | undefined;
  /** How many samples of 16 kHz the engine has taken. */
  #heard = 0;

  /** @param bytesPerSecond - Of the chunks. */
  constructor(bytesPerSecond: number) {
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** The `event_id` of the chunk that has the next sample that the engine will take, or would have; undefined when it bore none. */
  get current(): string | undefined {
    return this.#current?.eventId;
  }

  /** Takes note of the next chunk that has come. */
  arrive(eventId: string | undefined, byteLength: number): void {
    const chunk: Chunk = { eventId, end: (this.#last?.end ?? 0) + byteLength, next: undefined };
    if (this.#last !== undefined) this.#last.next = chunk;
    this.#last = chunk;
    this.#current ??= chunk;
    this.#forgetHeard();
  }

  /** Takes note that the engine has taken more samples. */
  advance(sampleCount: number): void {
    this.#heard += sampleCount;
    this.#forgetHeard();
  }

  #forgetHeard(): void {
    // Whole numbers on both sides: seconds would be rounded.
    const heard = this.#heard * this.#bytesPerSecond;
    while (this.#current?.next !== undefined && this.#current.end * SPEECH_SAMPLE_RATE <= heard) {
      this.#current = this.#current.next;
    }
  }
}
