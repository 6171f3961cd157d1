import { type AudioInput, openAudioSource } from "@kotoba/sdk";
import type { LiveInput } from "./live-input.ts";
import { untilAborted } from "./until-aborted.ts";

/** Opens a stream of 16-bit little-endian mono samples, which are given as they come. */
export async function openRawInput(
  audio: AudioInput,
  sampleRate: number,
  signal: AbortSignal,
): Promise<LiveInput> {
  const source = await openAudioSource(audio, { signal });
  return {
    sampleRate,
    chunks: untilAborted(source.stream(), signal),
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}
