import { type AudioInput, type AudioSource, openAudioSource } from "@kotoba/audio";
import { type ClientContext, TimeoutError, withDeadline } from "@kotoba/core";
import type { UploadOptions } from "./upload-options.ts";

/**
 * Opens the input of an upload. The first bytes of a stream are read here, under the same limit and signal as the rest.
 *
 * @throws {AudioFormatError} for an input that is missing, empty or no audio input.
 * @throws {TimeoutError} in phase `upload`, when a stream gives nothing.
 */
export async function openUpload(
  context: ClientContext,
  audio: AudioInput,
  options: UploadOptions,
  limitMs: number,
): Promise<AudioSource> {
  const opening = openAudioSource(audio, options);
  const expired = () =>
    new TimeoutError(`The audio stream gave no bytes within ${limitMs} ms.`, { phase: "upload", limitMs });
  try {
    return await withDeadline(
      { clock: context.clock, limitMs, signal: options.signal, expired },
      () => opening,
    );
  } catch (error) {
    // Should the stream give something after all, nobody wants it.
    opening.then((source) => source[Symbol.asyncDispose]()).catch(() => {});
    throw error;
  }
}
