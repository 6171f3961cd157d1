import type { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { Resampler } from "@kotoba/audio";
import type { SynthesisEngine, SynthesisVoice } from "../engines/synthesis-engine.ts";
import { untilAborted } from "../engines/until-aborted.ts";
import { createSpeechEncoder } from "./speech-encoder.ts";
import type { SpeechFormat } from "./speech-format.ts";

/** So much speech is encoded at a time, in seconds, so that other sessions have their turn. */
const STEP_SECONDS = 0.1;

/** How a session speaks. */
export interface SessionSpeech {
  readonly engine: SynthesisEngine;
  readonly voice: SynthesisVoice;
  readonly format: SpeechFormat;
  /** Rate of what is sent, in Hz. */
  readonly sampleRate: number;
}

/** Some speech as it is sent: 100 ms, or what is left of it. */
export interface SpeechChunk {
  readonly bytes: Uint8Array;
  /** Whether the speech ends with it; it may then be empty. */
  readonly isLast: boolean;
}

/** What a text sounds like, as the engine makes it. Its `return` resolves when nothing of the synthesis is left. */
export async function* synthesize(
  { engine, voice }: SessionSpeech,
  text: string | Readable,
  signal: AbortSignal,
): AsyncGenerator<Float32Array, void, void> {
  yield* engine.synthesize({ text, language: voice.language, voice: voice.id, signal });
}

/** The same as it is sent. Nothing is synthesised beyond what is taken; when the signal aborts, its reason is thrown at once. */
export async function* speechChunks(
  samples: AsyncIterable<Float32Array>,
  { voice, format, sampleRate }: SessionSpeech,
  signal: AbortSignal,
): AsyncGenerator<SpeechChunk, void, void> {
  using encoder = createSpeechEncoder(format, sampleRate);
  const resampler = new Resampler({ inputRate: voice.sampleRate, outputRate: sampleRate, quality: "fast" });
  const step = Math.ceil(voice.sampleRate * STEP_SECONDS);
  for await (const block of untilAborted(samples, signal)) {
    for (let at = 0; at < block.length; at += step) {
      const chunks = encoder.encode(resampler.process(block.subarray(at, at + step)));
      for (const bytes of chunks) yield { bytes, isLast: false };
      // A client that reads as fast as this would leave no time for anyone else.
      await setImmediate();
      signal.throwIfAborted();
    }
  }
  for (const bytes of encoder.encode(resampler.flush())) yield { bytes, isLast: false };
  yield { bytes: encoder.finish(), isLast: true };
}
