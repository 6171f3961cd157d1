import type { AudioInput, AudioSource } from "../input/audio-source.ts";
import type { AudioFrames } from "./audio-decoder.ts";
import type { DecodeOptions } from "./decode-options.ts";
import { openDecoder } from "./open-decoder.ts";

/**
 * Streams the audio of an input of any format, in flat memory.
 *
 * @throws AudioFormatError `unsupported_audio` for a format or codec that nothing here reads, `decoder_missing` where what
 *   reads it is not installed, `bad_audio` for a broken file, `truncated_audio` for one that ends too early, after giving what
 *   it has; and those of `openAudioSource`. What was wrong with the bytes has its place in `byteOffset`, and in the message.
 * @throws ConfigurationError where the option `raw` is no format that can be, or `ffmpeg` no program.
 * @throws the signal's reason, and what a stream throws, unchanged.
 *
 * @example
 * for await (const { samples, sampleRate, channels } of decodeAudio("talk.mp3")) show(samples);
 */
export async function* decodeAudio(
  input: AudioInput | AudioSource,
  options: DecodeOptions = {},
): AsyncGenerator<AudioFrames, void, void> {
  await using decoder = await openDecoder(input, options);
  yield* decoder.frames();
}
