import { abortableDelay, type Clock, onAbort, systemClock } from "@kotoba/core";
import { convertFrames } from "../decode/convert-frames.ts";
import { decodeAudio } from "../decode/decode-audio.ts";
import type { DecodeOptions } from "../decode/decode-options.ts";
import type { AudioInput, AudioSource } from "../input/audio-source.ts";
import { chunkByDuration } from "./chunk-by-duration.ts";
import { paceRealtime } from "./pace-realtime.ts";

/** The microphone that a file is played as. */
export interface MicrophoneOptions extends DecodeOptions {
  /** Samples a second, in Hz: a whole number from 1 to 768000. What the file has is converted. */
  readonly sampleRate: number;
  /** How long a chunk sounds. Default 0.1. */
  readonly chunkSeconds?: number | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
}

/**
 * Plays a file of any format as a microphone would hear it, to try live recognition without speaking: mono chunks of one
 * duration, each when all of it would have been recorded, so the first comes after `chunkSeconds`. They never come faster,
 * and do not drift. Who takes them too late gets what is due at once. The last chunk may be shorter.
 *
 * @throws ConfigurationError for an option out of range: at once.
 * @throws AudioFormatError as `decodeAudio` does, and the signal's reason, while reading.
 *
 * @example
 * for await (const samples of playAsMicrophone("talk.mp3", { sampleRate: 16_000 })) session.send(samples);
 */
export function playAsMicrophone(
  input: AudioInput | AudioSource,
  options: MicrophoneOptions,
): AsyncGenerator<Float32Array, void, void> {
  const { sampleRate, chunkSeconds = 0.1, clock = systemClock, signal } = options;
  const ending = new AbortController();
  const decoding = { ...options, signal: ending.signal };
  const chunks = chunkByDuration(monoSamples(input, decoding), { sampleRate, seconds: chunkSeconds });
  let hasStarted = false;
  async function* play(): AsyncGenerator<Float32Array, void, void> {
    hasStarted = true;
    const stopListening = onAbort(signal, () => ending.abort(signal?.reason));
    // It is read while the first chunk is waited for: so the signal lets go of it.
    const first = chunks.next();
    first.catch(() => {});
    try {
      // The first chunk must have been recorded; from then on each comes a chunk later than the one before.
      await abortableDelay(clock, chunkSeconds * 1000, signal);
      const all = startingWith(await first, chunks);
      yield* paceRealtime(all, { secondsOf: (chunk) => chunk.length / sampleRate, clock, signal });
    } finally {
      stopListening();
      await chunks.return();
    }
  }
  const microphone = play();
  const end = microphone.return.bind(microphone);
  return Object.assign(microphone, {
    async return() {
      // A generator that has not started has nothing to let go of, but the input may be a stream.
      if (!hasStarted) {
        ending.abort();
        await chunks.next().catch(() => {});
      }
      return await end();
    },
  });
}

async function* startingWith(
  first: IteratorResult<Float32Array, void>,
  rest: AsyncIterable<Float32Array>,
): AsyncGenerator<Float32Array, void, void> {
  if (!first.done) yield first.value;
  yield* rest;
}

async function* monoSamples(
  input: AudioInput | AudioSource,
  options: MicrophoneOptions,
): AsyncGenerator<Float32Array, void, void> {
  const { sampleRate } = options;
  const frames = convertFrames(decodeAudio(input, options), { sampleRate, channels: 1 });
  for await (const { samples } of frames) yield samples;
}
