import { ConfigurationError } from "@kotoba/core";
import { MAX_SAMPLE_RATE } from "../audio-format.ts";
import { designPolyphaseFilter, type FilterDesign, type PolyphaseFilter } from "./polyphase-filter.ts";

/**
 * `best`: 64 zero crossings a side. `fast`: 48; a wider transition band and a third more speed. With both, noise and aliases
 * are 120 dB down or more up to 11/12 of half the lower rate; there (11 kHz, to 24 kHz) `best` is 0.01 dB down, `fast` 0.08.
 */
export type ResamplerQuality = "best" | "fast";

/** What a {@link Resampler} converts from and to. */
export interface ResamplerOptions {
  /** Rate of the samples that come in, in Hz: from 1 to 768000, a fraction too; it is taken to the nearest 2^-32. */
  readonly inputRate: number;
  /** Rate of the samples that go out, in Hz: as for `inputRate`, and at most 1000 times more or less. */
  readonly outputRate: number;
  /** Defaults to `best`. */
  readonly quality?: ResamplerQuality | undefined;
}

const DESIGNS: Readonly<Record<ResamplerQuality, FilterDesign>> = {
  best: { zeroCrossings: 64, attenuationDb: 140 },
  fast: { zeroCrossings: 48, attenuationDb: 125 },
};

/** @throws ConfigurationError for what is no quality: callers may have no types. */
export function checkQuality(quality: ResamplerQuality): void {
  if (Object.hasOwn(DESIGNS, quality)) return;
  throw new ConfigurationError(`quality must be "best" or "fast", not ${JSON.stringify(quality)}`);
}

/** The rates may differ by this factor at most, which bounds the memory that the filter takes. */
const MAX_RATIO = 1000;
/**
 * Rates are counted in units of 2^-32 Hz, which keeps every position a whole number. Twice the highest rate is then less
 * than 2^53, so a phase and a step can be added exactly.
 */
const UNITS_PER_HZ = 2 ** 32;
/** Input samples that are filtered at a time. */
const BLOCK = 4096;

/**
 * Changes the sample rate of one channel, a chunk at a time: a polyphase windowed sinc, with an anti-aliasing filter when
 * the rate goes down. (Mix channels down first, or give each its own resampler.) `Int16Resampler` does the same for 16-bit
 * samples.
 *
 * Chunks may be of any length; how the input is divided changes nothing about the output. Output sample `k` is the input
 * at the time `k / outputRate`: nothing is shifted. For `n` samples put in, {@link process} and {@link flush} together
 * return exactly `ceil(n * outputRate / inputRate)`. The rates may be any, a measured 47999.37 Hz too: they are taken to the
 * nearest 2^-32 Hz, and the position is kept in whole numbers, so a stream of any length does not drift. Between equal
 * rates the samples pass through.
 *
 * An output sample is returned once the input up to {@link latencySeconds} after it is known. What passes full scale
 * between two samples is not clipped.
 *
 * @example
 * const resampler = new Resampler({ inputRate: 44_100, outputRate: 24_000 });
 * for await (const chunk of chunks) play(resampler.process(chunk));
 * play(resampler.flush());
 */
export class Resampler {
  /** Rate of the samples that come in, in Hz. */
  readonly inputRate: number;
  /** Rate of the samples that go out, in Hz. */
  readonly outputRate: number;
  /** How much input after an output sample must be known before that is returned: 0 between equal rates. */
  readonly latencySeconds: number;

  /** `undefined` between equal rates. */
  readonly #filter: PolyphaseFilter | undefined;
  readonly #halfTaps: number;
  /** The rates, reduced: an output sample lies `#inputStep / #outputStep` input samples after the one before. */
  readonly #inputStep: number;
  readonly #outputStep: number;

  /** Input from the first that the next output sample needs, and room for a block. */
  readonly #window: Float64Array;
  #filled = 0;
  /** How far after an input sample the next output sample lies, in units of `1 / #outputStep`. */
  #phase = 0;

  /** @throws ConfigurationError for a rate out of range, or rates that differ more than 1000-fold. */
  constructor(options: ResamplerOptions) {
    const { inputRate, outputRate, quality = "best" } = options;
    checkRate("inputRate", inputRate);
    checkRate("outputRate", outputRate);
    checkQuality(quality);
    if (Math.max(inputRate / outputRate, outputRate / inputRate) > MAX_RATIO) {
      throw new ConfigurationError(
        `inputRate ${inputRate} and outputRate ${outputRate} differ more than ${MAX_RATIO}-fold`,
      );
    }
    this.inputRate = inputRate;
    this.outputRate = outputRate;
    const inputUnits = Math.round(inputRate * UNITS_PER_HZ);
    const outputUnits = Math.round(outputRate * UNITS_PER_HZ);
    const divisor = greatestCommonDivisor(inputUnits, outputUnits);
    this.#inputStep = inputUnits / divisor;
    this.#outputStep = outputUnits / divisor;
    if (this.#inputStep !== this.#outputStep) {
      this.#filter = designPolyphaseFilter(this.#inputStep, this.#outputStep, DESIGNS[quality]);
    }
    this.#halfTaps = (this.#filter?.taps ?? 0) / 2;
    this.#window = new Float64Array(this.#filter === undefined ? 0 : this.#filter.taps + BLOCK);
    this.latencySeconds = this.#halfTaps / inputRate;
    this.#reset();
  }

  /**
   * Takes the next samples and returns the output that is ready, which may be none. Between equal rates that is the very
   * array that was put in.
   */
  process(samples: Float32Array): Float32Array {
    if (this.#filter === undefined) return samples;
    const output = new Float32Array(this.#outputsAfter(samples.length));
    let written = 0;
    for (let read = 0; read < samples.length; ) {
      const block = samples.subarray(read, read + this.#window.length - this.#filled);
      this.#window.set(block, this.#filled);
      this.#filled += block.length;
      read += block.length;
      written += this.#filterWindow(this.#filter, output, written);
    }
    return output;
  }

  /** Ends the input and returns the rest of the output. The resampler is then as new, for the next stream. */
  flush(): Float32Array {
    const rest = this.process(new Float32Array(this.#halfTaps));
    this.#reset();
    return rest;
  }

  /** The taps reach as far before an output sample as after it: silence stands in before the first input. */
  #reset(): void {
    this.#filled = Math.max(0, this.#halfTaps - 1);
    this.#window.fill(0, 0, this.#filled);
    this.#phase = 0;
  }

  /** How many output samples can be filtered once `inputs` more samples are in the window. */
  #outputsAfter(inputs: number): number {
    const starts = this.#filled + inputs - 2 * this.#halfTaps + 1;
    if (starts <= 0) return 0;
    // The product can pass 2^53.
    const distance = BigInt(starts) * BigInt(this.#outputStep) - BigInt(this.#phase);
    const inputStep = BigInt(this.#inputStep);
    return Number((distance + inputStep - 1n) / inputStep);
  }

  /**
   * Filters what the window allows into `output`, from `offset` on, drops the input that is done with, and returns how many
   * samples it made.
   */
  #filterWindow(filter: PolyphaseFilter, output: Float32Array, offset: number): number {
    const window = this.#window;
    const { coefficients, taps, phases } = filter;
    const outputStep = this.#outputStep;
    const interpolate = phases !== outputStep;
    const phaseStep = this.#inputStep % outputStep;
    // Steps and phases can pass 32 bits. Whatever counts samples and taps cannot, and `| 0` tells the hot loops so.
    const wholeStep = ((this.#inputStep - phaseStep) / outputStep) | 0;
    const count = this.#outputsAfter(0);
    let start = 0;
    let phase = this.#phase;
    for (let i = offset; i < offset + count; i++) {
      if (interpolate) {
        const position = (phase / outputStep) * phases;
        const row = position | 0;
        output[i] = interpolatedProduct(window, start, coefficients, (row * taps) | 0, taps, position - row);
      } else {
        output[i] = dotProduct(window, start, coefficients, (phase * taps) | 0, taps);
      }
      start += wholeStep;
      phase += phaseStep;
      if (phase >= outputStep) {
        phase -= outputStep;
        start++;
      }
    }
    window.copyWithin(0, start, this.#filled);
    this.#filled -= start;
    this.#phase = phase;
    return count;
  }
}

/** The hot loop: four sums, for an addition need not wait for the one before it. `taps` is a multiple of 4. */
function dotProduct(a: Float64Array, aStart: number, b: Float64Array, bStart: number, taps: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let i = 0; i < taps; i += 4) {
    const x = (aStart + i) | 0;
    const y = (bStart + i) | 0;
    sum0 += (a[x] as number) * (b[y] as number);
    sum1 += (a[x + 1] as number) * (b[y + 1] as number);
    sum2 += (a[x + 2] as number) * (b[y + 2] as number);
    sum3 += (a[x + 3] as number) * (b[y + 3] as number);
  }
  return sum0 + sum1 + (sum2 + sum3);
}

/** Between the products with the row at `bStart` and the next, `fraction` of the way: in one loop, which reads `a` once. */
function interpolatedProduct(
  a: Float64Array,
  aStart: number,
  b: Float64Array,
  bStart: number,
  taps: number,
  fraction: number,
): number {
  let below0 = 0;
  let below1 = 0;
  let above0 = 0;
  let above1 = 0;
  for (let i = 0; i < taps; i += 2) {
    const x = (aStart + i) | 0;
    const y = (bStart + i) | 0;
    const z = (y + taps) | 0;
    const sample0 = a[x] as number;
    const sample1 = a[x + 1] as number;
    below0 += sample0 * (b[y] as number);
    below1 += sample1 * (b[y + 1] as number);
    above0 += sample0 * (b[z] as number);
    above1 += sample1 * (b[z + 1] as number);
  }
  const below = below0 + below1;
  return below + (above0 + above1 - below) * fraction;
}

function checkRate(option: string, rate: number): void {
  if (!Number.isFinite(rate) || rate < 1 || rate > MAX_SAMPLE_RATE) {
    throw new ConfigurationError(`${option} must be from 1 to ${MAX_SAMPLE_RATE} Hz, not ${rate}`);
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
