import { AudioFormatError } from "@kotoba/core";
import type { ByteReader } from "../../input/byte-reader.ts";
import type { AudioDecoder, AudioFrames } from "../audio-decoder.ts";
import type { AudioInfo } from "../audio-info.ts";

/** An {@link AudioDecoder} from what decodes: a generator that frees its decoder at its end. */
export function compressedDecoder(
  info: AudioInfo,
  reader: ByteReader,
  decode: () => AsyncGenerator<AudioFrames, void, void>,
): AudioDecoder {
  let running: AsyncGenerator<AudioFrames, void, void> | undefined;
  async function* frames(): AsyncGenerator<AudioFrames, void, void> {
    let isEmpty = true;
    try {
      for await (const block of decode()) {
        if (block.samples.length === 0) continue;
        isEmpty = false;
        yield block;
      }
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
    frames() {
      if (running !== undefined) {
        throw new AudioFormatError("the samples can be read once", { code: "already_read" });
      }
      running = frames();
      return running;
    },
    async [Symbol.asyncDispose]() {
      await reader.release();
      // It ends at its next step; nobody waits for that, for it may be waiting for a chunk.
      running?.return().catch(() => {});
    },
  };
}
