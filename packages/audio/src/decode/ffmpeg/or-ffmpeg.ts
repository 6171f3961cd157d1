import { AudioFormatError } from "@kotoba/core";
import { ByteReader } from "../../input/byte-reader.ts";
import type { Container, ContainerInput } from "../container.ts";
import { openWithFfmpeg } from "./open-with-ffmpeg.ts";
import { probeWithFfmpeg } from "./probe-with-ffmpeg.ts";

/** A container that leaves to ffmpeg what it does not support itself, such as a WAV file of MP3, where it can be read again. */
export function orFfmpeg(container: Container): Container {
  return {
    open: (input) => either(input, (first) => container.open(first), openWithFfmpeg),
    probe: (input) =>
      either(
        input,
        async (first) => (await container.probe?.(first)) ?? (await container.open(first)).info,
        probeWithFfmpeg,
      ),
  };
}

async function either<Result>(
  input: ContainerInput,
  read: (input: ContainerInput) => Promise<Result>,
  readWithFfmpeg: (input: ContainerInput) => Promise<Result>,
): Promise<Result> {
  try {
    return await read(input);
  } catch (error) {
    const isSupported = !AudioFormatError.isInstance(error) || error.code !== "unsupported_audio";
    if (isSupported || !input.source.repeatable || input.options.ffmpeg === false) throw error;
    const reader = new ByteReader(input.source.stream());
    try {
      return await readWithFfmpeg({ ...input, reader });
    } catch {
      await reader.release();
      throw error;
    }
  }
}
