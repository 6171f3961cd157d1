import { AudioFormatError } from "@kotoba/core";
import { ByteReader } from "../../input/byte-reader.ts";
import type { AudioDecoder } from "../audio-decoder.ts";
import type { Container, ContainerInput } from "../container.ts";
import { openWithFfmpeg } from "./open-with-ffmpeg.ts";

/** A container that leaves to ffmpeg what it does not support itself, such as ADPCM in a WAV file, where it can be read again. */
export function orFfmpeg({ open, probe }: Container): Container {
  const openAnyhow: Container["open"] = (input) =>
    open(input).catch((error: unknown) => openAgain(input, error));
  if (probe === undefined) return { open: openAnyhow };
  return {
    open: openAnyhow,
    probe: (input) =>
      probe(input).catch(async (error: unknown) => {
        await using decoder = await openAgain(input, error);
        return decoder.info;
      }),
  };
}

/** @throws `error` where that is something else, or ffmpeg is not there. */
async function openAgain({ source, reader, options }: ContainerInput, error: unknown): Promise<AudioDecoder> {
  if (!hasCode(error, "unsupported_audio") || !source.repeatable) throw error;
  await reader.release();
  const again = new ByteReader(source.stream());
  try {
    return await openWithFfmpeg({ source, reader: again, options });
  } catch (cause) {
    await again.release();
    throw hasCode(cause, "decoder_missing") ? error : cause;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return AudioFormatError.isInstance(error) && error.code === code;
}
