import { type AudioInput, chunkByDuration, convertFrames, openDecoder, paceRealtime } from "@kotoba/sdk";
import type { LiveInput } from "./live-input.ts";
import { untilAborted } from "./until-aborted.ts";

/** `realtime`: as it would sound. `fast`: as fast as it comes and is taken. */
export type Pace = "realtime" | "fast";

const CHUNK_SECONDS = 0.2;

/** Opens a file or stream of any format, so far that its header is known. */
export async function openFileInput(audio: AudioInput, pace: Pace, signal: AbortSignal): Promise<LiveInput> {
  const decoder = await openDecoder(audio, { signal });
  const { sampleRate } = decoder.info;
  async function* monoSamples(): AsyncGenerator<Float32Array, void, void> {
    const frames = untilAborted(decoder.frames(), signal);
    for await (const { samples } of convertFrames(frames, { sampleRate, channels: 1 })) yield samples;
  }
  const chunks = chunkByDuration(monoSamples(), { sampleRate, seconds: CHUNK_SECONDS });
  const secondsOf = (chunk: Float32Array) => chunk.length / sampleRate;
  return {
    sampleRate,
    chunks: pace === "fast" ? chunks : paceRealtime(chunks, { secondsOf, signal }),
    async [Symbol.asyncDispose]() {
      // Not awaited: a named pipe closes when it has something to say.
      Promise.resolve(decoder[Symbol.asyncDispose]()).catch(() => {});
    },
  };
}
