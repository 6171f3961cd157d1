import type { AudioInput, AudioSource } from "../input/audio-source.ts";
import type { AudioInfo } from "./audio-info.ts";
import type { DecodeOptions } from "./decode-options.ts";
import { lookAtInput } from "./look-at-input.ts";

/**
 * Tells what an input of any format holds, without decoding it: as a rule from its first and its last bytes.
 *
 * @throws AudioFormatError as {@link decodeAudio} does.
 */
export async function probeAudio(
  input: AudioInput | AudioSource,
  options: DecodeOptions = {},
): Promise<AudioInfo> {
  const { container, input: recognised, release } = await lookAtInput(input, options);
  try {
    if (container.probe !== undefined) return await container.probe(recognised);
    await using decoder = await container.open(recognised);
    return decoder.info;
  } finally {
    await release();
  }
}
