import { createReadStream } from "node:fs";
import { bytesToInt16, convertFrames, decodeAudio, float32ToInt16 } from "@kotoba/audio";
import { AudioFormatError } from "@kotoba/core";

/** What the recognition engines are fed with: 16 kHz mono. */
export const SPEECH_SAMPLE_RATE = 16_000;

/** A recording as the recognition engines take it, read as it is consumed: 16 kHz mono. */
export type SpeechSamples = AsyncIterable<Int16Array>;

/**
 * Reads a file of any format, rate and number of channels.
 *
 * @throws {AudioFormatError} for a file that is no audio, or a broken one.
 */
export async function* fileSpeechSamples(path: string): SpeechSamples {
  const speech = { sampleRate: SPEECH_SAMPLE_RATE, channels: 1, quality: "fast" } as const;
  // The name that the file has here means nothing to whom it was sent by.
  const frames = decodeAudio(path, { fileName: "the file" });
  try {
    for await (const { samples } of convertFrames(frames, speech)) yield float32ToInt16(samples);
  } catch (error) {
    throw AudioFormatError.isInstance(error) ? forClients(error) : error;
  }
}

/** The same error in the service's voice, without advice on how to call what decodes. */
function forClients(error: AudioFormatError): AudioFormatError {
  const { code, message, byteOffset } = error;
  const sentence =
    code === "unsupported_audio"
      ? "The file holds no audio that can be decoded."
      : `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
  return new AudioFormatError(sentence, { code, byteOffset, cause: error });
}

/**
 * Reads a headerless file of 16 kHz mono samples, 16 bit, little endian.
 *
 * @throws {AudioFormatError} when it ends within a sample.
 */
export async function* rawSpeechSamples(path: string): SpeechSamples {
  let rest = Buffer.alloc(0);
  for await (const chunk of createReadStream(path)) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % 2);
    rest = bytes.subarray(whole);
    if (whole > 0) yield bytesToInt16(bytes.subarray(0, whole));
  }
  if (rest.length > 0)
    throw new AudioFormatError("The raw samples end within a sample: an odd number of bytes.");
}
