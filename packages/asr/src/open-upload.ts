import { type AudioInput, type AudioSource, openAudioSource } from "@kotoba/audio";
import { type ClientContext, TimeoutError, validateCallOptions, withDeadline } from "@kotoba/core";
import type { UploadOptions } from "./upload-options.ts";

/**
 * Opens the input of an upload. The first bytes of a stream are read here, under the same limit and signal as the rest; a stream that
 * gives none is let go.
 *
 * @throws {ConfigurationError} for an option that cannot be used. @throws {AudioFormatError} for an input that is missing, empty or no audio input.
 * @throws {TimeoutError} in phase `upload`, when a stream gives nothing.
 */
export async function openUpload(
  context: ClientContext,
  audio: AudioInput,
  options: UploadOptions,
  limitMs: number,
): Promise<AudioSource> {
  validateCallOptions(options);
  const { fileName, mediaType, signal } = options;
  const expired = () =>
    new TimeoutError(`The audio stream gave no bytes within ${limitMs} ms.`, { phase: "upload", limitMs });
  return await withDeadline({ clock: context.clock, limitMs, signal, expired }, (deadline) =>
    openAudioSource(audio, { fileName, mediaType, signal: deadline.signal }),
  );
}
