/** How well a lossy copy fits the original, where it fits best. */
export interface Alignment {
  /** By how many samples the copy comes late. */
  readonly lag: number;
  /** Ratio of the original's power to that of the difference, in dB. */
  readonly snr: number;
}

/** Looks for the best fit of two signals of one channel, at most `maxLag` samples apart, by their middle. */
export function align(original: Float32Array, copy: Float32Array, maxLag = 1200): Alignment {
  const length = Math.min(original.length, copy.length) - 2 * maxLag;
  let best: Alignment = { lag: 0, snr: Number.NEGATIVE_INFINITY };
  for (let lag = -maxLag; lag <= maxLag; lag++) {
    // One sample of 31 is enough to tell one place from the next.
    const snr = snrOf(original, copy, maxLag, length, lag, 31);
    if (snr > best.snr) best = { lag, snr };
  }
  return { lag: best.lag, snr: snrOf(original, copy, maxLag, length, best.lag, 1) };
}

/** One channel of interleaved samples. */
export function channelOf(samples: Float32Array, channels: number, index: number): Float32Array {
  return samples.filter((_, at) => at % channels === index);
}

function snrOf(
  one: Float32Array,
  other: Float32Array,
  from: number,
  length: number,
  lag: number,
  step: number,
): number {
  let signal = 0;
  let noise = 0;
  for (let at = from; at < from + length; at += step) {
    const sample = one[at] ?? 0;
    signal += sample ** 2;
    noise += (sample - (other[at + lag] ?? 0)) ** 2;
  }
  return 10 * Math.log10(signal / noise);
}
