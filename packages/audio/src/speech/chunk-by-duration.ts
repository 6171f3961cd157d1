/**
 * Cuts samples into chunks of one length; the last one may be shorter.
 *
 * @param chunkSamples - Samples in a chunk: the rate times the seconds it should last.
 */
export async function* chunkByDuration(
  samples: AsyncIterable<Float32Array>,
  chunkSamples: number,
): AsyncGenerator<Float32Array, void, void> {
  let chunk = new Float32Array(chunkSamples);
  let filled = 0;
  for await (const block of samples) {
    for (let at = 0; at < block.length; ) {
      const part = block.subarray(at, at + chunkSamples - filled);
      chunk.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < chunkSamples) continue;
      yield chunk;
      chunk = new Float32Array(chunkSamples);
      filled = 0;
    }
  }
  if (filled > 0) yield chunk.subarray(0, filled);
}
