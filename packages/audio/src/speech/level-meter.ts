/**
 * How loud audio is. 0 dBFS is full scale, a value of 1 or -1: a square wave of full scale has an RMS of 0 dBFS, a sine
 * -3.01 dBFS. (AES17 calls the sine 0: add 3.01.) Silence is `-Infinity`.
 */
export interface AudioLevel {
  /** Root of the mean of the squares, from 0. */
  readonly rms: number;
  /** The largest magnitude of a sample, from 0. Above 1 the audio would be clipped. */
  readonly peak: number;
  /** {@link rms} in dBFS. */
  readonly rmsDbfs: number;
  /** {@link peak} in dBFS. */
  readonly peakDbfs: number;
}

/**
 * Measures a stream of samples, of full scale -1 to 1: each block, and all of them. How the stream is divided changes
 * nothing about the whole. Interleaved channels are measured together; NaN counts as silence.
 *
 * @example
 * const meter = new LevelMeter();
 * for await (const samples of microphone) show(meter.add(samples).peakDbfs);
 * console.log(meter.level.rmsDbfs);
 */
export class LevelMeter {
  #count = 0;
  #squares = 0;
  #peak = 0;

  /** Measures a block, and adds it to the whole. @returns the level of the block alone; of an empty one, silence. */
  add(samples: Float32Array): AudioLevel {
    let squares = 0;
    let peak = 0;
    for (let i = 0; i < samples.length; i++) {
      const magnitude = Math.abs(samples[i] as number);
      // False for NaN.
      if (!(magnitude > 0)) continue;
      squares += magnitude * magnitude;
      this.#squares += magnitude * magnitude;
      if (magnitude > peak) peak = magnitude;
    }
    this.#count += samples.length;
    if (peak > this.#peak) this.#peak = peak;
    return audioLevel(squares, samples.length, peak);
  }

  /** The level of all that was added. */
  get level(): AudioLevel {
    return audioLevel(this.#squares, this.#count, this.#peak);
  }
}

function audioLevel(squares: number, count: number, peak: number): AudioLevel {
  const rms = count === 0 ? 0 : Math.sqrt(squares / count);
  return { rms, peak, rmsDbfs: 20 * Math.log10(rms), peakDbfs: 20 * Math.log10(peak) };
}
