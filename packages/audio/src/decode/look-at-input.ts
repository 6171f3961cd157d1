import { ConfigurationError } from "@kotoba/core";
import { abortableChunks } from "../input/abortable-chunks.ts";
import { type AudioInput, type AudioSource, isAudioSource, openAudioSource } from "../input/audio-source.ts";
import { ByteReader } from "../input/byte-reader.ts";
import { rawContainer } from "../raw/raw-container.ts";
import type { Container, ContainerInput } from "./container.ts";
import type { DecodeOptions } from "./decode-options.ts";

/** An input whose format is known. */
export interface RecognisedInput {
  readonly container: Container;
  readonly input: ContainerInput;
  /** Lets go of the input. What the caller opened stays open. */
  release(): Promise<void>;
}

/** Opens an input, and finds out from its first bytes what can read it, unless the options say so. */
export async function lookAtInput(
  input: AudioInput | AudioSource,
  options: DecodeOptions,
): Promise<RecognisedInput> {
  // First of all: a wrong option is not the input's fault.
  checkFfmpeg(options.ffmpeg);
  const raw = options.raw === undefined ? undefined : rawContainer(options.raw);
  const source = isAudioSource(input) ? input : await openAudioSource(input, options);
  const { signal } = options;
  const chunks = source.stream();
  const reader = new ByteReader(signal === undefined ? chunks : abortableChunks(chunks, signal));
  const release = async () => {
    await reader.release();
    if (source !== input) await source[Symbol.asyncDispose]();
  };
  try {
    // The readers of all formats are loaded when there is something to read.
    const container = raw ?? (await (await import("./container-of.ts")).containerOf(reader));
    return { container, input: { source, reader, options }, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Callers may have no types. */
function checkFfmpeg(ffmpeg: unknown): void {
  if (ffmpeg === undefined || ffmpeg === false || (typeof ffmpeg === "string" && ffmpeg !== "")) return;
  throw new ConfigurationError(
    `ffmpeg must be a path or the name of a program, or false for none, not ${JSON.stringify(ffmpeg)}`,
  );
}
