import { AudioFormatError } from "@kotoba/core";
import { type AudioFormat, bytesPerSample } from "../audio-format.ts";
import { encodeSamples } from "../samples/encode-samples.ts";
import { openTarget, type WriteTarget } from "./open-target.ts";
import { padded, resolveWavFormat, type WavFormat, wavHeader } from "./wav-header.ts";

/** Samples to write, channels interleaved. A `Uint8Array` holds bytes that are in the encoding of the file already. */
export type WavSamples = Float32Array | Int16Array | Uint8Array;

/**
 * A whole WAV file in memory.
 *
 * @throws AudioFormatError (`partial_frame`) where the last frame is cut.
 * @throws ConfigurationError for a format that a WAV file cannot state.
 */
export function encodeWav(samples: WavSamples, format: WavFormat): Uint8Array {
  const resolved = resolveWavFormat(format);
  const data = toBytes(samples, resolved);
  checkWholeFrames(data.length, resolved);
  const header = wavHeader(format, data.length);
  const file = new Uint8Array(header.length + padded(data.length));
  file.set(header);
  file.set(data, header.length);
  return file;
}

/**
 * A WAV file as its samples come, for a pipe or a socket: first the header of unknown length, then the bytes of each chunk
 * of samples. {@link writeWavFile} fills in the length.
 *
 * @throws ConfigurationError for a format that a WAV file cannot state: at once, before anything is read.
 * @throws AudioFormatError (`partial_frame`) at the end, where the last frame is cut; and whatever the source throws.
 *
 * @example
 * await pipeline(encodeWavStream(samples, { sampleRate: 24_000 }), process.stdout);
 */
export function encodeWavStream(
  samples: AsyncIterable<WavSamples> | Iterable<WavSamples>,
  format: WavFormat,
): AsyncGenerator<Uint8Array, void, void> {
  return streamWav(wavHeader(format), samples, resolveWavFormat(format));
}

/**
 * Writes a WAV file as its samples come, in flat memory; the lengths are filled in at the end. A file that is there already
 * stays as it is until the new one is whole, which is written beside it under another name and then takes its place and its
 * permissions: so the samples may come from that very file. On failure everything is as it was. A symbolic link is followed.
 * What is no regular file (a pipe, a device) is written directly, and keeps the header of unknown length; so does a file of more than
 * 4 GiB (37 hours of speech at 16 kHz).
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
  const stream = encodeWavStream(samples, format);
  // The header and the first samples: a source that cannot be read opens nothing.
  const start = [await stream.next(), await stream.next()];
  let target: WriteTarget | undefined;
  try {
    const { fileURLToPath } = await import("node:url");
    target = await openTarget(path instanceof URL ? fileURLToPath(path) : path);
    const { file } = target;
    let dataBytes = -wavHeader(format).length;
    for await (const bytes of startingWith(start, stream)) {
      await file.writeFile(bytes);
      dataBytes += bytes.length;
    }
    if (target.isRegular) {
      await file.writeFile(new Uint8Array(padded(dataBytes) - dataBytes));
      const header = wavHeader(format, dataBytes);
      await file.write(header, 0, header.length, 0);
    }
    await target.finish();
  } catch (error) {
    await stream.return().catch(() => {});
    await target?.discard().catch(() => {});
    throw error;
  }
}

async function* startingWith(
  start: readonly IteratorResult<Uint8Array, void>[],
  rest: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  for (const { done, value } of start) if (!done) yield value;
  yield* rest;
}

async function* streamWav(
  header: Uint8Array,
  samples: AsyncIterable<WavSamples> | Iterable<WavSamples>,
  format: AudioFormat,
): AsyncGenerator<Uint8Array, void, void> {
  yield header;
  let dataBytes = 0;
  for await (const chunk of samples) {
    const bytes = toBytes(chunk, format);
    dataBytes += bytes.length;
    if (bytes.length > 0) yield bytes;
  }
  checkWholeFrames(dataBytes, format);
}

function toBytes(samples: WavSamples, { encoding }: AudioFormat): Uint8Array {
  return samples instanceof Uint8Array ? samples : encodeSamples(samples, encoding);
}

function checkWholeFrames(dataBytes: number, { channels, encoding }: AudioFormat): void {
  const frameBytes = channels * bytesPerSample(encoding);
  if (dataBytes % frameBytes !== 0) {
    throw new AudioFormatError(`${dataBytes} bytes are no whole number of frames of ${frameBytes} bytes`, {
      code: "partial_frame",
    });
  }
}
