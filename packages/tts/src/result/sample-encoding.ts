import type { SampleEncoding } from "@kotoba/audio";
import type { TtsAudioFormat } from "../protocol/tts-audio-format.ts";

/** How the samples of a format are stored; `undefined` for Opus, which has none. */
export function sampleEncoding(audioFormat: TtsAudioFormat): SampleEncoding | undefined {
  switch (audioFormat) {
    case "pcm_f32":
      return "float32";
    case "pcm16":
      return "pcm16";
    case "mulaw":
      return "mulaw";
    case "opus":
      return undefined;
  }
}
