import { AudioFormatError } from "@kotoba/core";

/** The bytes break their format. The message says what was found, and names the byte. */
export function badAudio(message: string, byteOffset: number): AudioFormatError {
  return new AudioFormatError(message, { code: "bad_audio", byteOffset });
}

/** The bytes are in order, but of a kind that is not read. `found` says what they are, and names the byte. */
export function unsupportedAudio(found: string, byteOffset: number): AudioFormatError {
  return new AudioFormatError(`${found}, which is not supported; convert the file to WAV with PCM`, {
    code: "unsupported_audio",
    byteOffset,
  });
}
