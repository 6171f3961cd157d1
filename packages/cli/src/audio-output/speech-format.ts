import type { SampleEncoding, TtsAudioFormat } from "@kotoba/sdk";

/** What `kotoba speak` writes. */
export type SpeechFileFormat = "wav" | "pcm16" | "mulaw" | "opus";

/** What to ask the service for, so that it can be written as it comes. */
export function wireFormat(format: SpeechFileFormat): TtsAudioFormat {
  return format === "wav" ? "pcm16" : format;
}

/** How the samples of a format are stored in a WAV file; undefined for what is no samples. */
export function sampleEncoding(audioFormat: TtsAudioFormat): SampleEncoding | undefined {
  switch (audioFormat) {
    case "pcm16":
    case "mulaw":
      return audioFormat;
    case "pcm_f32":
      return "float32";
    case "opus":
      return undefined;
  }
}
