// Resampling of one channel at the best quality, beside libsamplerate in WebAssembly at its best.

import libsamplerate from "@alexanderolsen/libsamplerate-js";
import { Resampler } from "@kotoba/audio";
import { atLeastTimes } from "./goal.js";
import { interleaved } from "./interleaved.js";

const SECONDS = 10;
/** Samples that are put in at a time. */
const CHUNK = 8192;

/** @returns {Promise<import("./report.js").Row[]>} */
export async function resamplingRows() {
  return [
    await resamplingRow(44_100, 24_000),
    await resamplingRow(48_000, 24_000),
    // No ratio of small numbers.
    await resamplingRow(44_101, 24_000),
  ];
}

/**
 * @param {number} inputRate
 * @param {number} outputRate
 * @returns {Promise<import("./report.js").Row>}
 */
async function resamplingRow(inputRate, outputRate) {
  const input = Float32Array.from({ length: SECONDS * inputRate }, (_, i) => Math.sin(i / 10) / 2);
  const chunks = Array.from({ length: Math.ceil(input.length / CHUNK) }, (_, i) =>
    input.subarray(i * CHUNK, (i + 1) * CHUNK),
  );
  const converterType = libsamplerate.ConverterType.SRC_SINC_BEST_QUALITY;
  const peer = await libsamplerate.create(1, inputRate, outputRate, { converterType });
  const seconds = await interleaved(5, {
    ours: async () => {
      const resampler = new Resampler({ inputRate, outputRate });
      for (const chunk of chunks) resampler.process(chunk);
      resampler.flush();
    },
    plain: async () => {
      for (const chunk of chunks) peer.full(chunk);
    },
  });
  peer.destroy();
  return {
    what: `resampling ${inputRate} to ${outputRate} Hz, times real time, beside libsamplerate BEST in WASM`,
    ours: SECONDS / seconds.ours,
    baseline: SECONDS / seconds.plain,
    goal: atLeastTimes(4),
  };
}
