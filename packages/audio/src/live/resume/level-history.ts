/** How much sound a level is taken of. */
const FRAME_SECONDS = 0.02;
/** The loudness of a moment is that of so much sound around it. */
const MOMENT_SECONDS = 0.3;
/** Moments that are louder than the quietest by no more than this factor are as quiet. */
const AS_QUIET = 2;
/** A pause is no louder than this above the noise of the room, */
const ABOVE_NOISE = 4;
/** and so much quieter than the loudest speech: by 30 dB where the room is quiet, by 17 where it is not. */
const [QUIET_PAUSE, NOISY_PAUSE] = [1e-3, 2e-2];

/** How loud the last of a stream of samples was. */
export class LevelHistory {
  readonly #frameSamples: number;
  readonly #frameSeconds: number;
  /** Mean squares of frames, in a ring. */
  readonly #levels: Float64Array;
  #frames = 0;
  #squares = 0;
  #samples = 0;

  /** @param keptSeconds - How far back it remembers. */
  constructor(sampleRate: number, keptSeconds: number) {
    this.#frameSamples = Math.max(1, Math.round(sampleRate * FRAME_SECONDS));
    this.#frameSeconds = this.#frameSamples / sampleRate;
    this.#levels = new Float64Array(Math.ceil(keptSeconds / this.#frameSeconds) + 1);
  }

  /** Hears some more. */
  add(samples: Float32Array): void {
    for (const sample of samples) {
      this.#squares += sample * sample;
      if (++this.#samples < this.#frameSamples) continue;
      this.#levels[this.#frames++ % this.#levels.length] = this.#squares / this.#frameSamples;
      this.#squares = 0;
      this.#samples = 0;
    }
  }

  /** The mean square of the sound between two times in seconds, as far as it is remembered; infinite when nothing is. */
  meanSquare(from: number, to: number): number {
    const start = Math.floor(from / this.#frameSeconds);
    const first = Math.max(0, this.#frames - this.#levels.length, start);
    const end = Math.min(this.#frames, Math.max(start + 1, Math.ceil(to / this.#frameSeconds)));
    if (first >= end) return Number.POSITIVE_INFINITY;
    let sum = 0;
    for (let frame = first; frame < end; frame++) sum += this.#levels[frame % this.#levels.length] ?? 0;
    return sum / (end - first);
  }

  /** The quietest of some times in seconds; of those that are as quiet the one nearest to a time; undefined when there is none. */
  quietest(times: readonly number[], near: number): number | undefined {
    const moments = times.map((time) => ({
      time,
      level: this.meanSquare(time - MOMENT_SECONDS / 2, time + MOMENT_SECONDS / 2),
    }));
    const least = Math.min(...moments.map(({ level }) => level));
    const quiet = moments.filter(({ level }) => level <= least * AS_QUIET);
    // Of silence its middle: at its edges is speech.
    const distance = (time: number) => Math.abs(time - near);
    return quiet.sort((one, other) => distance(one.time) - distance(other.time))[0]?.time;
  }

  /** Where the last pause ended, or still was at a time in seconds, that is at least so long; undefined when none is remembered. */
  pauseEnd(before: number, lengthSeconds: number): number | undefined {
    const first = Math.max(0, this.#frames - this.#levels.length);
    const end = Math.min(this.#frames, Math.floor(before / this.#frameSeconds));
    const quiet = this.#pauseLevel(first, end);
    let length = 0;
    for (let frame = end - 1; frame >= first; frame--) {
      length = (this.#levels[frame % this.#levels.length] ?? 0) <= quiet ? length + 1 : 0;
      if (length * this.#frameSeconds >= lengthSeconds) return (frame + length) * this.#frameSeconds;
    }
    return undefined;
  }

  /** The loudest that a pause may be. A click is no speech: the loudest hundredth does not count. */
  #pauseLevel(first: number, end: number): number {
    const levels = Float64Array.from({ length: Math.max(0, end - first) }, (_, index) => {
      return this.#levels[(first + index) % this.#levels.length] ?? 0;
    }).sort();
    const noise = levels[Math.floor(levels.length * 0.1)] ?? 0;
    const speech = levels[Math.floor(levels.length * 0.99)] ?? 0;
    return Math.min(Math.max(noise * ABOVE_NOISE, speech * QUIET_PAUSE), speech * NOISY_PAUSE);
  }
}
