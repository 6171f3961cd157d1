import { AudioFormatError } from "@kotoba/core";
import type { AudioDecoder } from "../audio-decoder.ts";
import type { ContainerInput } from "../container.ts";
import { openWithFfmpeg } from "../ffmpeg/open-with-ffmpeg.ts";
import type { DecoderPackage } from "./optional-package.ts";

/**
 * Opens with ffmpeg what the package would decode, if it were installed.
 *
 * @param format what the file is, for messages.
 * @throws AudioFormatError `decoder_missing` where there is no ffmpeg either.
 */
export async function openWithoutPackage(
  input: ContainerInput,
  format: string,
  { name }: DecoderPackage,
): Promise<AudioDecoder> {
  try {
    return await openWithFfmpeg(input, format);
  } catch (cause) {
    if (!AudioFormatError.isInstance(cause) || cause.code !== "decoder_missing") throw cause;
    const message = `${input.source.fileName} is ${format}, which needs the package ${name}: npm install ${name}, or install ffmpeg`;
    throw new AudioFormatError(message, { code: "decoder_missing", cause });
  }
}
