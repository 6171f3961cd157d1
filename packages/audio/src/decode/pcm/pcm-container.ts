import { bytesPerSample } from "../../audio-format.ts";
import type { ByteReader } from "../../input/byte-reader.ts";
import type { Container } from "../container.ts";
import { orFfmpeg } from "../ffmpeg/or-ffmpeg.ts";
import { readOnce } from "../read-once.ts";
import type { PcmStream } from "./pcm-stream.ts";
import { readPcm } from "./read-pcm.ts";

/**
 * A format whose files are a header, and then samples. `readHeader` leaves the reader at the first of them. What it finds
 * unsupported (compressed samples, as a rule) is left to ffmpeg, where the input can be read again.
 */
export function pcmContainer(readHeader: (reader: ByteReader) => Promise<PcmStream>): Container {
  return orFfmpeg({
    async open({ reader, source }) {
      const stream = await readHeader(reader);
      const { container, encoding: codec, sampleRate, channels, bitsPerSample } = stream;
      const dataBytes = bytesOfSamples(stream, reader.offset, source.sizeBytes);
      const frameCount =
        dataBytes === undefined ? undefined : Math.floor(dataBytes / (channels * bytesPerSample(codec)));
      const durationSeconds = frameCount === undefined ? undefined : frameCount / sampleRate;
      return {
        info: { container, codec, sampleRate, channels, bitsPerSample, frameCount, durationSeconds },
        frames: readOnce(() => readPcm(reader, stream)),
        [Symbol.asyncDispose]: () => reader.release(),
      };
    },
  });
}

/** What the file has, where its size is known, for headers state more than was ever written. Else what it states. */
function bytesOfSamples(
  { dataBytes }: PcmStream,
  start: number,
  sizeBytes: number | undefined,
): number | undefined {
  if (sizeBytes === undefined) return dataBytes;
  return Math.min(dataBytes ?? Number.POSITIVE_INFINITY, Math.max(0, sizeBytes - start));
}
