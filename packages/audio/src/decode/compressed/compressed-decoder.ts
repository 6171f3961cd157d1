import { AudioFormatError } from "@kotoba/core";
import { type ByteReader, disposedEarly } from "../../input/byte-reader.ts";
import type { AudioDecoder, AudioFrames } from "../audio-decoder.ts";
import type { AudioInfo } from "../audio-info.ts";
import { readOnce } from "../read-once.ts";

/** An {@link AudioDecoder} from what decodes: a generator that frees its decoder at its end. */
export function compressedDecoder(
  info: AudioInfo,
  reader: ByteReader,
  decode: () => AsyncGenerator<AudioFrames, void, void>,
): AudioDecoder {
  let decoding: AsyncGenerator<AudioFrames, void, void> | undefined;
  let isDisposed = false;
  async function* frames(): AsyncGenerator<AudioFrames, void, void> {
    let isEmpty = true;
    try {
      decoding = decode();
      for await (const block of decoding) {
        if (block.samples.length === 0) continue;
        isEmpty = false;
        yield block;
      }
      if (isDisposed) throw disposedEarly();
      if (isEmpty) {
        const message = `the ${info.codec} stream holds no audio: it ends at byte ${reader.offset}`;
        throw new AudioFormatError(message, { code: "bad_audio", byteOffset: reader.offset });
      }
    } finally {
      await reader.release();
    }
  }
  return {
    info,
    frames: readOnce(frames),
    async [Symbol.asyncDispose]() {
      isDisposed = true;
      await reader.release();
      // It ends at its next step; nobody waits for that, for it may be waiting for a chunk.
      decoding?.return().catch(() => {});
    },
  };
}
