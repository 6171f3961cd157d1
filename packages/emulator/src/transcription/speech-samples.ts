import { createReadStream } from "node:fs";
import { bytesToInt16, downmix, float32ToInt16, Resampler, readWav } from "@kotoba/audio";
import { AudioFormatError } from "@kotoba/core";

/** What the recognition engines are fed with: 16 kHz mono. */
export const SPEECH_SAMPLE_RATE = 16_000;

/** A recording as the recognition engines take it, read as it is consumed: 16 kHz mono. */
export type SpeechSamples = AsyncIterable<Int16Array>;

/**
 * Reads a WAV file of any rate, channels and encoding.
 *
 * @throws {AudioFormatError} for a file that is no WAV, or a broken one.
 */
export async function* wavSpeechSamples(path: string): SpeechSamples {
  await using wav = await readWav(createReadStream(path));
  const { sampleRate: inputRate, channels } = wav;
  const resampler = new Resampler({ inputRate, outputRate: SPEECH_SAMPLE_RATE, quality: "fast" });
  for await (const frames of wav.frames()) yield float32ToInt16(resampler.process(downmix(frames, channels)));
  yield float32ToInt16(resampler.flush());
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
