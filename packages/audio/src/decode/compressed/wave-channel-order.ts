/** Where the channels of WAV and FLAC files (left, right, centre, low, back, side) lie in Vorbis and Opus, by their number. */
const VORBIS_CHANNELS: Readonly<Record<number, readonly number[]>> = {
  3: [0, 2, 1],
  5: [0, 2, 1, 3, 4],
  6: [0, 2, 1, 5, 3, 4],
  7: [0, 2, 1, 6, 5, 3, 4],
  8: [0, 2, 1, 7, 5, 6, 3, 4],
};

/** Channels of Vorbis or Opus, in the order that other formats have. */
export function inWaveOrder<Channel>(channels: readonly Channel[]): readonly Channel[] {
  const order = VORBIS_CHANNELS[channels.length];
  if (order === undefined) return channels;
  return order.flatMap((at) => channels.slice(at, at + 1));
}
