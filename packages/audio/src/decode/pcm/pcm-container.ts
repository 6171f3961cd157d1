import { AudioFormatError } from "@kotoba/core";
import { bytesPerSample } from "../../audio-format.ts";
import { ByteReader } from "../../input/byte-reader.ts";
import type { AudioDecoder } from "../audio-decoder.ts";
import type { Container, ContainerInput } from "../container.ts";
import { openWithFfmpeg } from "../ffmpeg/open-with-ffmpeg.ts";
import type { PcmStream } from "./pcm-stream.ts";
import { readPcm } from "./read-pcm.ts";

/**
 * A format whose files are a header, and then samples. `readHeader` leaves the reader at the first of them. What it finds
 * unsupported (compressed samples, as a rule) is left to ffmpeg, where the input can be read again.
 */
export function pcmContainer(readHeader: (reader: ByteReader) => Promise<PcmStream>): Container {
  return {
    async open(input) {
      const { reader, source } = input;
      let stream: PcmStream;
      try {
        stream = await readHeader(reader);
      } catch (error) {
        return await openUnsupported(input, error);
      }
      const { container, encoding: codec, sampleRate, channels, bitsPerSample } = stream;
      const dataBytes = bytesOfSamples(stream, reader.offset, source.sizeBytes);
      const frameCount =
        dataBytes === undefined ? undefined : Math.floor(dataBytes / (channels * bytesPerSample(codec)));
      const durationSeconds = frameCount === undefined ? undefined : frameCount / sampleRate;
      let taken = false;
      return {
        info: { container, codec, sampleRate, channels, bitsPerSample, frameCount, durationSeconds },
        frames() {
          if (taken) throw new AudioFormatError("the samples can be read once", { code: "already_read" });
          taken = true;
          return readPcm(reader, stream);
        },
        [Symbol.asyncDispose]: () => reader.release(),
      };
    },
  };
}

/** @throws `error` where that is something else, or ffmpeg is not there. */
async function openUnsupported(input: ContainerInput, error: unknown): Promise<AudioDecoder> {
  const { source, options } = input;
  if (!hasCode(error, "unsupported_audio") || !source.repeatable) throw error;
  await input.reader.release();
  const reader = new ByteReader(source.stream());
  try {
    return await openWithFfmpeg({ source, reader, options });
  } catch (cause) {
    await reader.release();
    throw hasCode(cause, "decoder_missing") ? error : cause;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return AudioFormatError.isInstance(error) && error.code === code;
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
