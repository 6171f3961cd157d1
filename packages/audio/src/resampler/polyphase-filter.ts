/** A low-pass filter, sampled at every phase that an output sample can have between two input samples. */
export interface PolyphaseFilter {
  /** `phases + 1` rows of `taps` coefficients, row after row; the last row is the first, one input sample later. */
  readonly coefficients: Float64Array;
  /** Coefficients of a row: a multiple of 4. */
  readonly taps: number;
  /** In how many steps the distance between two input samples is divided. */
  readonly phases: number;
}

/** What a filter has to do. */
export interface FilterDesign {
  /** Zero crossings of the sinc on each side, at the lower of the two rates. */
  readonly zeroCrossings: number;
  /** How far down what lies beyond the transition band is, in dB. */
  readonly attenuationDb: number;
}

/** The middle of the transition band, relative to half the lower of the two rates. */
const CUTOFF = 0.97;
/** The largest table with a row for each phase: 4 MiB. */
const MAX_COEFFICIENTS = 1 << 19;
/**
 * Phases of a table that is interpolated between its rows, for filters that span no more than their zero crossings. The
 * error of linear interpolation is then 130 dB down at half the sample rate, and less below.
 */
const INTERPOLATED_PHASES = 2048;

/**
 * Designs a sinc, windowed after Kaiser, for rates in the ratio `inputStep` to `outputStep` (whole numbers, coprime): with a row for each
 * of the `outputStep` phases, or, where those are too many, with as many rows as interpolation needs.
 */
export function designPolyphaseFilter(
  inputStep: number,
  outputStep: number,
  design: FilterDesign,
): PolyphaseFilter {
  // Going down, the filter is stretched: it must stop at half the lower rate.
  const stretch = Math.max(1, inputStep / outputStep);
  const halfTaps = 2 * Math.ceil((design.zeroCrossings * stretch) / 2);
  const taps = 2 * halfTaps;
  const phases =
    outputStep * taps <= MAX_COEFFICIENTS ? outputStep : Math.ceil(INTERPOLATED_PHASES / stretch);
  const cutoff = CUTOFF / stretch;
  const beta = 0.1102 * (design.attenuationDb - 8.7);

  const coefficients = new Float64Array((phases + 1) * taps);
  // The filter is symmetric: row `phases - p` is row `p` backwards.
  for (let phase = 0; phase <= phases / 2; phase++) {
    const row = coefficients.subarray(phase * taps, (phase + 1) * taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap++) {
      const distance = tap - (halfTaps - 1) - phase / phases;
      const value = sinc(cutoff * distance) * kaiser(distance / halfTaps, beta);
      row[tap] = value;
      sum += value;
    }
    // Every phase lets a constant through unchanged.
    for (let tap = 0; tap < taps; tap++) row[tap] = (row[tap] as number) / sum;
    coefficients.set(row.slice().reverse(), (phases - phase) * taps);
  }
  return { coefficients, taps, phases };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** The Kaiser window, unscaled, from -1 to 1. */
function kaiser(x: number, beta: number): number {
  return besselI0(beta * Math.sqrt(Math.max(0, 1 - x * x)));
}

/** The modified Bessel function of the first kind and order 0, by its power series. */
function besselI0(x: number): number {
  const square = (x * x) / 4;
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * Number.EPSILON; k++) {
    term *= square / (k * k);
    sum += term;
  }
  return sum;
}
