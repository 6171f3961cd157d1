import { amplitudeSpectrum } from "./amplitude-spectrum.ts";

/** Changes the rate of a whole signal. */
export type Resample = (
  input: Float32Array,
  inputRate: number,
  outputRate: number,
) => Float32Array | Promise<Float32Array>;

/** How well a signal is resampled, in dB. */
export interface ResamplingQuality {
  /** A tone of 1 kHz, above all that is added to it. */
  readonly snr1kHz: number;
  /** The same at 10 kHz; `undefined` where one of the rates has no such frequency. */
  readonly snr10kHz: number | undefined;
  /** The farthest from 0 that the gain gets, up to 90 % of half the lower rate. */
  readonly ripple: number;
  /** The gain at 11 kHz; `undefined` where one of the rates has no such frequency. */
  readonly gain11kHz: number | undefined;
  /**
   * How far down is what has no place in the output: going down, a tone at 13/12 of half the output rate (13 kHz, to
   * 24 kHz); going up, the image there of a tone at 11/12 of half the input rate.
   */
  readonly rejection: number;
}

/** Output samples that are analysed: tones have a whole number of periods in these. */
const LENGTH = 2 ** 14;
/** Output samples before and after these, where the tones start and stop. */
const MARGIN = LENGTH / 4;
const AMPLITUDE = 0.5;
const RIPPLE_TONES = 64;

/** Measures a resampler between two rates, with tones and their spectra. Going down, the rates must be 13 to 12 apart or more. */
export async function measureResampling(
  resample: Resample,
  inputRate: number,
  outputRate: number,
): Promise<ResamplingQuality> {
  const nyquist = Math.min(inputRate, outputRate) / 2;
  const has = (frequency: number): boolean => frequency < nyquist;

  /** The spectrum of the resampled sum of tones, each given in periods in the samples that are analysed. */
  async function spectrumOf(...tones: number[]): Promise<Float64Array> {
    const length = Math.ceil(((LENGTH + 2 * MARGIN) * inputRate) / outputRate);
    const input = new Float64Array(length);
    for (const [n, tone] of tones.entries()) {
      const step = (2 * Math.PI * tone * outputRate) / (LENGTH * inputRate);
      // Phases that keep the sum from having high peaks.
      const phase = (Math.PI * n * n) / tones.length;
      for (let i = 0; i < length; i++) {
        input[i] = (input[i] as number) + (AMPLITUDE / tones.length) * Math.sin(step * i + phase);
      }
    }
    const output = await resample(Float32Array.from(input), inputRate, outputRate);
    return amplitudeSpectrum(output.subarray(MARGIN, MARGIN + LENGTH));
  }

  const periods = (frequency: number): number => Math.round((frequency * LENGTH) / outputRate);
  /** The gain of a tone, and what is left without it, both relative to the tone that went in. */
  async function measureTone(frequency: number): Promise<{ gain: number; rest: number }> {
    const tone = periods(frequency);
    const spectrum = await spectrumOf(tone);
    const gain = (spectrum[tone] ?? 0) / AMPLITUDE;
    spectrum[tone] = 0;
    return { gain, rest: Math.hypot(...spectrum) / AMPLITUDE };
  }

  async function snr(frequency: number): Promise<number> {
    const { gain, rest } = await measureTone(frequency);
    return decibels(gain / rest);
  }

  const sweep = Array.from({ length: RIPPLE_TONES }, (_, n) =>
    periods((0.9 * nyquist * (n + 1)) / RIPPLE_TONES),
  );
  const swept = await spectrumOf(...sweep);
  const gains = sweep.map((tone) => decibels((swept[tone] ?? 0) / (AMPLITUDE / RIPPLE_TONES)));
  const unwanted = await measureTone(((inputRate > outputRate ? 13 : 11) / 12) * nyquist);

  return {
    snr1kHz: await snr(1000),
    snr10kHz: has(10_000) ? await snr(10_000) : undefined,
    ripple: Math.max(...gains.map(Math.abs)),
    gain11kHz: has(11_000) ? decibels((await measureTone(11_000)).gain) : undefined,
    rejection: -decibels(unwanted.rest),
  };
}

function decibels(ratio: number): number {
  return 20 * Math.log10(ratio);
}
