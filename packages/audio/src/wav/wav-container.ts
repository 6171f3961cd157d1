import type { AudioFrames } from "../decode/audio-decoder.ts";
import type { Container } from "../decode/container.ts";
import { openWav } from "./wav-reader.ts";

/** WAV and its 64-bit forms. */
export const wavContainer: Container = {
  async open({ reader }) {
    const wav = await openWav(reader);
    const { sampleRate, channels } = wav;
    async function* frames(): AsyncGenerator<AudioFrames, void, void> {
      for await (const samples of wav.frames()) yield { samples, sampleRate, channels };
    }
    return {
      info: {
        container: "wav",
        codec: wav.encoding,
        sampleRate,
        channels,
        bitsPerSample: wav.bitsPerSample,
        frameCount: wav.frameCount,
        durationSeconds: wav.durationSeconds,
      },
      frames,
      [Symbol.asyncDispose]: () => wav[Symbol.asyncDispose](),
    };
  },
};
