import { AudioFormatError, ConfigurationError } from "@kotoba/core";

/**
 * Mixes interleaved channels down to one: the mean of each frame. With one channel the very array is given back.
 *
 * @throws AudioFormatError (`partial_frame`) where the last frame is cut.
 * @throws ConfigurationError where `channels` is no positive whole number.
 */
export function downmix(interleaved: Float32Array, channels: number): Float32Array {
  if (!Number.isInteger(channels) || channels < 1) {
    throw new ConfigurationError(`channels must be a positive whole number, not ${channels}`);
  }
  if (channels === 1) return interleaved;
  if (interleaved.length % channels !== 0) {
    throw new AudioFormatError(
      `${interleaved.length} samples are no whole number of ${channels}-channel frames`,
      {
        code: "partial_frame",
      },
    );
  }
  const mono = new Float32Array(interleaved.length / channels);
  for (let frame = 0, at = 0; frame < mono.length; frame++) {
    let sum = 0;
    for (const end = at + channels; at < end; at++) sum += interleaved[at] as number;
    mono[frame] = sum / channels;
  }
  return mono;
}
