import { spawnSync } from "node:child_process";
import libsamplerate from "@alexanderolsen/libsamplerate-js";
import { bytesToFloat32, float32ToBytes } from "../samples/float32.ts";
import type { Resample } from "./resampling-quality.ts";

/** Other resamplers to measure beside ours, by name: those that are installed. */
export function referenceResamplers(): ReadonlyMap<string, Resample> {
  const all = new Map<string, Resample>();
  if (spawnSync("sox", ["--version"]).error === undefined) all.set("sox rate -v", withSox);
  return all.set("libsamplerate best", withLibsamplerate);
}

function withSox(input: Float32Array, inputRate: number, outputRate: number): Float32Array {
  const raw = ["-t", "raw", "-e", "floating-point", "-b", "32", "-c", "1"];
  const args = ["-V1", ...raw, "-r", `${inputRate}`, "-", ...raw, "-", "rate", "-v", `${outputRate}`];
  const { status, stdout, stderr } = spawnSync("sox", args, {
    input: float32ToBytes(input),
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`sox ended with ${status}: ${stderr}`);
  return bytesToFloat32(stdout);
}

/** In WebAssembly. (Debian's sndfile-resample gives the same figures.) */
async function withLibsamplerate(
  input: Float32Array,
  inputRate: number,
  outputRate: number,
): Promise<Float32Array> {
  const converterType = libsamplerate.ConverterType.SRC_SINC_BEST_QUALITY;
  const resampler = await libsamplerate.create(1, inputRate, outputRate, { converterType });
  try {
    return resampler.simple(input);
  } finally {
    resampler.destroy();
  }
}
