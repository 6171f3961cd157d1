import type { AudioInput, AudioSource } from "../input/audio-source.ts";
import type { AudioDecoder } from "./audio-decoder.ts";
import type { DecodeOptions } from "./decode-options.ts";
import { lookAtInput } from "./look-at-input.ts";

/**
 * Opens an input of any format, so far that its header is known and its mistakes have come out. What it is, its bytes
 * tell, not its name. Who wants nothing but the samples calls {@link decodeAudio}.
 *
 * @throws AudioFormatError as {@link decodeAudio} does.
 */
export async function openDecoder(
  input: AudioInput | AudioSource,
  options: DecodeOptions = {},
): Promise<AudioDecoder> {
  const { container, input: recognised, release } = await lookAtInput(input, options);
  try {
    const decoder = await container.open(recognised);
    return {
      info: decoder.info,
      frames: () => decoder.frames(),
      async [Symbol.asyncDispose]() {
        try {
          await decoder[Symbol.asyncDispose]();
        } finally {
          await release();
        }
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}
