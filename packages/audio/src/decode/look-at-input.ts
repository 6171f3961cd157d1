import { AudioFormatError } from "@kotoba/core";
import { type AudioInput, type AudioSource, isAudioSource, openAudioSource } from "../input/audio-source.ts";
import { ByteReader } from "../input/byte-reader.ts";
import type { Container, ContainerInput } from "./container.ts";
import { containerOf } from "./container-of.ts";
import type { DecodeOptions } from "./decode-options.ts";

/** An input whose format is known. */
export interface RecognisedInput {
  readonly container: Container;
  readonly input: ContainerInput;
  /** Lets go of the input. What the caller opened stays open. */
  release(): Promise<void>;
}

/** Opens an input, and finds out from its first bytes what can read it. */
export async function lookAtInput(
  input: AudioInput | AudioSource,
  options: DecodeOptions,
): Promise<RecognisedInput> {
  const source = isAudioSource(input) ? input : await openAudioSource(input, options);
  const reader = new ByteReader(source.stream());
  const release = async () => {
    await reader.release();
    if (source !== input) await source[Symbol.asyncDispose]();
  };
  try {
    const container = await containerOf(reader);
    if (container === undefined) {
      throw new AudioFormatError(`${source.fileName} is of no known format`, {
        code: "unsupported_audio",
        byteOffset: 0,
      });
    }
    return { container, input: { source, reader, options }, release };
  } catch (error) {
    await release();
    throw error;
  }
}
