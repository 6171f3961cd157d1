import { float32ToInt16, int16ToFloat32 } from "../samples/pcm16.ts";
import { Resampler, type ResamplerOptions } from "./resampler.ts";

/**
 * A {@link Resampler} from 16-bit samples to 16-bit samples, which are rounded to the nearest; what passes full scale
 * between two samples saturates. All else is as there: counts, chunks, latency.
 *
 * @example
 * const resampler = new Int16Resampler({ inputRate: 48_000, outputRate: 24_000 });
 * for await (const chunk of chunks) play(resampler.process(chunk));
 * play(resampler.flush());
 */
export class Int16Resampler {
  readonly #resampler: Resampler;

  /** @throws ConfigurationError for a rate out of range, or rates that differ more than 1000-fold. */
  constructor(options: ResamplerOptions) {
    this.#resampler = new Resampler(options);
  }

  /** Rate of the samples that come in, in Hz. */
  get inputRate(): number {
    return this.#resampler.inputRate;
  }

  /** Rate of the samples that go out, in Hz. */
  get outputRate(): number {
    return this.#resampler.outputRate;
  }

  /** How much input after an output sample must be known before that is returned: 0 between equal rates. */
  get latencySeconds(): number {
    return this.#resampler.latencySeconds;
  }

  /** Takes the next samples and returns the output that is ready, which may be none. */
  process(samples: Int16Array): Int16Array {
    return float32ToInt16(this.#resampler.process(int16ToFloat32(samples)));
  }

  /** Ends the input and returns the rest of the output. The resampler is then as new, for the next stream. */
  flush(): Int16Array {
    return float32ToInt16(this.#resampler.flush());
  }
}
