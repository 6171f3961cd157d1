import type { AudioInput, AudioSource } from "../input/audio-source.ts";
import type { AudioFrames } from "./audio-decoder.ts";
import type { DecodeOptions } from "./decode-options.ts";
import { openDecoder } from "./open-decoder.ts";

/**
 * Streams the audio of an input of any format, in flat memory.
 *
 * @throws AudioFormatError
 *
 * @example
 * for await (const { samples, sampleRate, channels } of decodeAudio("talk.mp3")) show(samples);
 */
export async function* decodeAudio(
  input: AudioInput | AudioSource,
  options: DecodeOptions = {},
): AsyncGenerator<AudioFrames, void, void> {
  const decoder = await openDecoder(input, options);
  try {
    yield* decoder.frames();
  } finally {
    await decoder[Symbol.asyncDispose]();
  }
}
