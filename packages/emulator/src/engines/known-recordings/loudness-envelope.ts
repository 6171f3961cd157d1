/** So many levels make a second. */
export const LEVELS_PER_SECOND = 100;
const SAMPLES_PER_LEVEL = 160;
/** A level is measured over so many steps: where exactly the steps begin then makes little difference. */
const STEPS_PER_WINDOW = 3;

/** So many samples are added up to one: what counts is below 1 kHz, since a telephone line cuts off what is above 4 kHz. */
const SAMPLES_PER_SUM = 10;
/** Added to the power of the sums, so that noise of a few quantization steps is hardly more than digital silence. */
const FLOOR_POWER = 1000;

/**
 * How loud 16 kHz audio is as time goes by: a level in dB every 10 ms, over the 30 ms that begin there. It grows with the audio; the
 * levels depend on the samples alone, and not on how they were cut into pieces.
 */
export class LoudnessEnvelope {
  readonly #levels: number[] = [];
  /** Powers of the last steps. */
  readonly #powers: number[] = [];
  #samples = 0;
  #sum = 0;
  #power = 0;

  /** One for each 10 ms of which the 30 ms window is known. */
  get levels(): readonly number[] {
    return this.#levels;
  }

  /** Takes the next samples, any number of them. */
  append(samples: Int16Array): void {
    for (const sample of samples) {
      this.#sum += sample;
      if (++this.#samples % SAMPLES_PER_SUM !== 0) continue;
      this.#power += this.#sum ** 2;
      this.#sum = 0;
      if (this.#samples % SAMPLES_PER_LEVEL === 0) this.#endStep();
    }
  }

  #endStep(): void {
    this.#powers.push(this.#power / (SAMPLES_PER_LEVEL / SAMPLES_PER_SUM));
    this.#power = 0;
    if (this.#powers.length < STEPS_PER_WINDOW) return;
    const power = this.#powers.reduce((sum, step) => sum + step, 0) / STEPS_PER_WINDOW;
    this.#levels.push(10 * Math.log10(FLOOR_POWER + power));
    this.#powers.shift();
  }
}
