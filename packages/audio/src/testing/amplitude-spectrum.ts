/**
 * The amplitudes of the sines that samples are made of: entry `k` is that of the sine with `k` periods in all the samples.
 * A sine with a whole number of periods is in one entry only, so no window is needed.
 *
 * @param samples A power of two of them, at least 2.
 */
export function amplitudeSpectrum(samples: ArrayLike<number>): Float64Array {
  const { length } = samples;
  const [real, imaginary] = transform(Float64Array.from(samples), new Float64Array(length));
  return Float64Array.from({ length: length / 2 + 1 }, (_, k) => {
    // Between the ends, half of a sine is in the entry of its negative frequency.
    const scale = (k === 0 || k === length / 2 ? 1 : 2) / length;
    return scale * Math.hypot(at(real, k), at(imaginary, k));
  });
}

/** The discrete Fourier transform: those of the even and the odd samples, put together. */
function transform(
  real: Float64Array,
  imaginary: Float64Array,
): readonly [real: Float64Array, imaginary: Float64Array] {
  const { length } = real;
  if (length === 1) return [real, imaginary];
  const half = length / 2;
  if (!Number.isInteger(half)) throw new RangeError("the number of samples must be a power of two");
  const every = (part: Float64Array, first: 0 | 1): Float64Array =>
    Float64Array.from({ length: half }, (_, i) => at(part, 2 * i + first));
  const [evenReal, evenImaginary] = transform(every(real, 0), every(imaginary, 0));
  const [oddReal, oddImaginary] = transform(every(real, 1), every(imaginary, 1));
  const outReal = new Float64Array(length);
  const outImaginary = new Float64Array(length);
  for (let k = 0; k < half; k++) {
    const cos = Math.cos((2 * Math.PI * k) / length);
    const sin = Math.sin((2 * Math.PI * k) / length);
    const turnedReal = cos * at(oddReal, k) + sin * at(oddImaginary, k);
    const turnedImaginary = cos * at(oddImaginary, k) - sin * at(oddReal, k);
    outReal[k] = at(evenReal, k) + turnedReal;
    outImaginary[k] = at(evenImaginary, k) + turnedImaginary;
    outReal[k + half] = at(evenReal, k) - turnedReal;
    outImaginary[k + half] = at(evenImaginary, k) - turnedImaginary;
  }
  return [outReal, outImaginary];
}

function at(values: Float64Array, index: number): number {
  return values[index] as number;
}
