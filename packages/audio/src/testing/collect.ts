import type { AudioFrames } from "../decode/audio-decoder.ts";

/** All bytes of a source, joined. */
export async function collectBytes(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return new Uint8Array(Buffer.concat(all));
}

/** Blocks of samples as one. */
export function joinSamples(blocks: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(blocks.reduce((sum, block) => sum + block.length, 0));
  let at = 0;
  for (const block of blocks) {
    joined.set(block, at);
    at += block.length;
  }
  return joined;
}

/** All samples of a source, joined. */
export async function collectSamples(blocks: AsyncIterable<Float32Array>): Promise<Float32Array> {
  const all: Float32Array[] = [];
  for await (const block of blocks) all.push(block);
  return joinSamples(all);
}

/** All samples of decoded audio, joined. */
export async function collectFrames(frames: AsyncIterable<AudioFrames>): Promise<Float32Array> {
  const all: Float32Array[] = [];
  for await (const { samples } of frames) all.push(samples);
  return joinSamples(all);
}
