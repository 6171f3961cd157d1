import { AudioFormatError } from "@kotoba/core";
import { bytesPerSample } from "../audio-format.ts";
import { float32ToBytes } from "../samples/float32.ts";
import { float32ToInt16, int16ToBytes, int16ToFloat32 } from "../samples/pcm16.ts";
import { resolveWavFormat, type WavFormat, wavHeader } from "./wav-header.ts";

/** Samples to write, channels interleaved. A `Uint8Array` holds bytes that are in the encoding of the file already. */
export type WavSamples = Float32Array | Int16Array | Uint8Array;

/**
 * A whole WAV file in memory.
 *
 * @throws AudioFormatError (`partial_frame`) where the last frame is cut.
 * @throws ConfigurationError for a format that a WAV file cannot state.
 */
export function encodeWav(samples: WavSamples, format: WavFormat): Uint8Array {
  const data = encodeSamples(samples, format);
  checkWholeFrames(data.length, format);
  const header = wavHeader(format, data.length);
  const file = new Uint8Array(header.length + data.length);
  file.set(header);
  file.set(data, header.length);
  return file;
}

/**
 * Writes a WAV file as its samples come, in flat memory; the lengths are filled in at the end. An existing file is
 * overwritten. On failure no file is left. What is no regular file (a pipe, a device) keeps the header of unknown length.
 *
 * @throws AudioFormatError (`partial_frame`) where the last frame is cut.
 * @throws ConfigurationError for a format that a WAV file cannot state; no file is touched.
 * @throws whatever the source throws, or the system (`ENOENT`, `ENOSPC` …), unchanged.
 */
export async function writeWavFile(
  path: string | URL,
  samples: AsyncIterable<WavSamples> | Iterable<WavSamples>,
  format: WavFormat,
): Promise<void> {
  const header = wavHeader(format);
  const { open, rm } = await import("node:fs/promises");
  const file = await open(path, "w");
  let isRegular = false;
  try {
    isRegular = (await file.stat()).isFile();
    await file.writeFile(header);
    let dataBytes = 0;
    for await (const chunk of samples) {
      const bytes = encodeSamples(chunk, format);
      await file.writeFile(bytes);
      dataBytes += bytes.length;
    }
    checkWholeFrames(dataBytes, format);
    if (isRegular) await file.write(wavHeader(format, dataBytes), 0, header.length, 0);
    await file.close();
  } catch (error) {
    await file.close().catch(() => {});
    if (isRegular) await rm(path, { force: true });
    throw error;
  }
}

function encodeSamples(samples: WavSamples, format: WavFormat): Uint8Array {
  if (samples instanceof Uint8Array) return samples;
  if (resolveWavFormat(format).encoding === "float32") {
    return float32ToBytes(samples instanceof Int16Array ? int16ToFloat32(samples) : samples);
  }
  return int16ToBytes(samples instanceof Int16Array ? samples : float32ToInt16(samples));
}

function checkWholeFrames(dataBytes: number, format: WavFormat): void {
  const { channels, encoding } = resolveWavFormat(format);
  const frameBytes = channels * bytesPerSample(encoding);
  if (dataBytes % frameBytes !== 0) {
    throw new AudioFormatError(`${dataBytes} bytes are no whole number of frames of ${frameBytes} bytes`, {
      code: "partial_frame",
    });
  }
}
