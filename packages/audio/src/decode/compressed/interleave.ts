/** Samples `from` to `to` (not included) of each channel, as frames. What is missing of a channel is silent. */
export function interleave(channels: readonly Float32Array[], from: number, to: number): Float32Array {
  const frames = new Float32Array(Math.max(0, to - from) * channels.length);
  for (const [index, channel] of channels.entries()) {
    for (let at = from, out = index; at < to; at++, out += channels.length) frames[out] = channel[at] ?? 0;
  }
  return frames;
}
