import { decodeSamples } from "@kotoba/audio";
import { describe, expect, it } from "vitest";
import { createSpeechEncoder } from "./speech-encoder.ts";

const RATE = 8000;
const samples = Float32Array.from({ length: 2000 }, (_, i) => Math.sin(i / 7));

/** The chunks of some speech that is given in pieces of 300 samples. */
function encode(format: "pcm_f32" | "pcm16" | "mulaw", speech: Float32Array): Uint8Array[] {
  using encoder = createSpeechEncoder(format, RATE);
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < speech.length; at += 300)
    chunks.push(...encoder.encode(speech.subarray(at, at + 300)));
  return [...chunks, encoder.finish()];
}

describe.each([
  ["pcm_f32", "float32", 4, 0],
  ["pcm16", "pcm16", 2, 1 / 32_768],
  ["mulaw", "mulaw", 1, 0.02],
] as const)("speech as %s", (format, encoding, sampleBytes, tolerance) => {
  it("comes in chunks of 100 ms, and a shorter one at the end", () => {
    const chunks = encode(format, samples);
    expect(chunks.map(({ length }) => length / sampleBytes)).toEqual([800, 800, 400]);
    const decoded = decodeSamples(Buffer.concat(chunks), encoding);
    for (const [i, sample] of samples.entries()) {
      expect(Math.abs((decoded[i] ?? Number.NaN) - sample)).toBeLessThanOrEqual(tolerance + 1e-7);
    }
  });

  it("ends with an empty chunk when it is whole before its end, or nothing", () => {
    expect(encode(format, samples.subarray(0, 1600)).map(({ length }) => length / sampleBytes)).toEqual([
      800, 800, 0,
    ]);
    expect(encode(format, new Float32Array()).map(({ length }) => length)).toEqual([0]);
  });
});
