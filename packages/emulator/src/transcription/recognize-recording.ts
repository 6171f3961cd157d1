import type {
  RecognitionEngine,
  RecognitionOptions,
  RecognizedUtterance,
} from "../engines/recognition-engine.ts";
import { SPEECH_SAMPLE_RATE, type SpeechSamples } from "./speech-samples.ts";

/** What a whole recording holds. */
export interface RecognizedRecording {
  readonly utterances: readonly RecognizedUtterance[];
  readonly durationSeconds: number;
}

/** Runs a recording through an engine, as fast as the engine takes it. */
export async function recognizeRecording(
  engine: RecognitionEngine,
  samples: SpeechSamples,
  options: RecognitionOptions & { readonly signal: AbortSignal },
): Promise<RecognizedRecording> {
  const { signal } = options;
  await using recognition = await engine.open(options);
  const utterances: RecognizedUtterance[] = [];
  let sampleCount = 0;
  for await (const chunk of samples) {
    signal.throwIfAborted();
    sampleCount += chunk.length;
    utterances.push(...(await recognition.accept(chunk)).utterances);
  }
  utterances.push(...(await recognition.finish()));
  return { utterances, durationSeconds: sampleCount / SPEECH_SAMPLE_RATE };
}
