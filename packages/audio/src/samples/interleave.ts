/** The channels of interleaved samples, each on its own. `interleaved` is whole frames. One channel is the very array. */
export function deinterleave(interleaved: Float32Array, channels: number): Float32Array[] {
  if (channels === 1) return [interleaved];
  return Array.from({ length: channels }, (_, channel) => {
    const lane = new Float32Array(interleaved.length / channels);
    for (let i = 0, at = channel; i < lane.length; i++, at += channels) lane[i] = interleaved[at] as number;
    return lane;
  });
}

/** Channels of one length, interleaved. One channel is the very array. */
export function interleave(lanes: readonly Float32Array[]): Float32Array {
  const [first = new Float32Array(0)] = lanes;
  if (lanes.length === 1) return first;
  const channels = lanes.length;
  const interleaved = new Float32Array(first.length * channels);
  for (const [channel, lane] of lanes.entries()) {
    for (let i = 0, at = channel; i < lane.length; i++, at += channels) interleaved[at] = lane[i] as number;
  }
  return interleaved;
}
