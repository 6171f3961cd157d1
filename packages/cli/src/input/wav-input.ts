import {
  type AudioInput,
  chunkByDuration,
  downmix,
  openAudioSource,
  paceRealtime,
  readWav,
  type WavReader,
} from "@kotoba/sdk";
import type { LiveInput } from "./live-input.ts";
import { untilAborted } from "./until-aborted.ts";

/** `realtime`: as it would sound. `fast`: as fast as it comes and is taken. */
export type Pace = "realtime" | "fast";

const CHUNK_SECONDS = 0.2;

/** Opens a WAV file or stream, so far that its header is known. */
export async function openWavInput(audio: AudioInput, pace: Pace, signal: AbortSignal): Promise<LiveInput> {
  const source = await openAudioSource(audio, { signal });
  try {
    const wav = await readWav(untilAborted(source.stream(), signal));
    const { sampleRate } = wav;
    const chunks = chunkByDuration(monoSamples(wav), Math.round(sampleRate * CHUNK_SECONDS));
    const secondsOf = (chunk: Float32Array) => chunk.length / sampleRate;
    return {
      sampleRate,
      chunks: pace === "fast" ? chunks : paceRealtime(chunks, { secondsOf, signal }),
      async [Symbol.asyncDispose]() {
        await source[Symbol.asyncDispose]();
        // Closes a file of which only the header was read. Not awaited: a named pipe closes when it has something to say.
        Promise.resolve(wav[Symbol.asyncDispose]()).catch(() => {});
      },
    };
  } catch (error) {
    await source[Symbol.asyncDispose]();
    // A header that was cut off by Ctrl-C is not the file's fault.
    signal.throwIfAborted();
    throw error;
  }
}

async function* monoSamples(wav: WavReader): AsyncGenerator<Float32Array, void, void> {
  for await (const frames of wav.frames()) yield downmix(frames, wav.channels);
}
