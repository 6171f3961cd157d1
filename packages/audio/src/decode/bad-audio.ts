import { AudioFormatError } from "@kotoba/core";

/** The bytes break their format. `found` says what they are, and names the byte. */
export function badAudio(found: string, byteOffset: number): AudioFormatError {
  const message = `${found}; the file is damaged: fetch it again, or write it anew with the program that made it`;
  return new AudioFormatError(message, { code: "bad_audio", byteOffset });
}

/** The bytes are in order, but of a kind that is not read. `found` says what they are, and names the byte. */
export function unsupportedAudio(found: string, byteOffset: number): AudioFormatError {
  return new AudioFormatError(
    `${found}, which is not supported without ffmpeg: install that, and pass the file as a path, bytes or a Blob, or convert it to WAV with PCM`,
    {
      code: "unsupported_audio",
      byteOffset,
    },
  );
}
