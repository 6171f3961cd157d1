import { describe, expect, it } from "vitest";
import { amplitudeSpectrum } from "./amplitude-spectrum.ts";

describe("amplitudeSpectrum", () => {
  it("finds each sine of a sum, whatever its phase, and nothing else, 260 dB down", () => {
    const amplitudes = new Map([
      [0, 0.125],
      [3, 0.5],
      [1000, 1e-6],
      [2047, 0.25],
      [2048, 0.0625],
    ]);
    const samples = Float64Array.from({ length: 4096 }, (_, i) => {
      let sum = 0;
      for (const [k, amplitude] of amplitudes) {
        const phase = k === 0 || k === 2048 ? 0 : k;
        sum += amplitude * Math.cos((2 * Math.PI * ((k * i) % 4096)) / 4096 + phase);
      }
      return sum;
    });
    const spectrum = amplitudeSpectrum(samples);
    expect(spectrum.length).toBe(2049);
    const wrong = [...spectrum.keys()].filter(
      (k) => Math.abs((spectrum[k] ?? Number.NaN) - (amplitudes.get(k) ?? 0)) > 1e-13,
    );
    expect(wrong).toEqual([]);
  });

  it("refuses what is no power of two", () => {
    expect(() => amplitudeSpectrum(new Float32Array(12))).toThrow(RangeError);
    expect(() => amplitudeSpectrum(new Float32Array(0))).toThrow(RangeError);
  });
});
