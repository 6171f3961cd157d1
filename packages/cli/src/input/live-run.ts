import type { LiveAudioChunk, LiveAudioSource } from "@kotoba/sdk";
import type { LiveInputFlags } from "../flags/live-input-flags.ts";
import type { Interruption } from "../interruption.ts";
import { openLiveInput } from "./open-live-input.ts";

/** A session of the SDK that takes live audio. */
interface LiveSession<Event> extends AsyncIterable<Event>, AsyncDisposable {
  feed(source: LiveAudioSource): Promise<void>;
}

/** Live audio that goes into a session, and what comes of it. */
export interface LiveRun<Event> extends AsyncDisposable {
  /** Samples a second of the audio. */
  readonly sampleRate: number;
  /** Seconds since the first audio was sent. */
  readonly time: number;
  /**
   * Sends the audio, and gives the events.
   *
   * @param onAudio - Told of each chunk that is sent.
   * @throws what ended the session, or the audio, early.
   */
  events(onAudio?: (chunk: LiveAudioChunk) => void): AsyncIterable<Event>;
}

/**
 * Opens the audio, and then a session for it. Once the events are taken, the first Ctrl-C ends the audio, and the second the session.
 *
 * @param openSession - Opens a session for audio of so many samples a second; it ends with the signal.
 */
export async function openLiveRun<Event>(
  file: string | undefined,
  flags: LiveInputFlags,
  { first, stop, canFinish }: Interruption,
  openSession: (inputSampleRate: number, signal: AbortSignal) => Promise<LiveSession<Event>>,
): Promise<LiveRun<Event>> {
  const input = await openLiveInput(file, flags, first);
  const broken = new AbortController();
  const session = await openSession(input.sampleRate, AbortSignal.any([stop, broken.signal])).catch(
    async (error: unknown) => {
      await input[Symbol.asyncDispose]();
      throw error;
    },
  );
  let startTime: number | undefined;

  /** The audio, which an interruption may cut off anywhere: that is its end, and no failure. */
  async function* untilEnded(onAudio?: (chunk: LiveAudioChunk) => void) {
    try {
      for await (const chunk of input.chunks) {
        startTime ??= performance.now();
        onAudio?.(chunk);
        yield chunk;
      }
    } catch (error) {
      if (!first.aborted) throw error;
    }
  }

  return {
    sampleRate: input.sampleRate,
    get time() {
      return startTime === undefined ? 0 : (performance.now() - startTime) / 1000;
    },
    async *events(onAudio) {
      canFinish();
      if (flags.mic && process.stderr.isTTY) console.error("Listening. Ctrl-C ends.");
      session.feed(untilEnded(onAudio)).catch((error: unknown) => broken.abort(error));
      yield* session;
    },
    async [Symbol.asyncDispose]() {
      await session[Symbol.asyncDispose]();
      await input[Symbol.asyncDispose]();
    },
  };
}
