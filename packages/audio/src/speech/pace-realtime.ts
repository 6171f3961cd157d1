import { abortableDelay, type Clock, ConfigurationError, systemClock } from "@kotoba/core";
import { checkSeconds } from "./check-seconds.ts";

/** How chunks are paced. */
export interface PaceOptions<Chunk> {
  /** How long a chunk sounds, in seconds: from 0. */
  readonly secondsOf: (chunk: Chunk) => number;
  /** Ends the pacing, and the wait for the next chunk's time. The source's own waits are the source's to end. */
  readonly signal?: AbortSignal | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
}

/**
 * Gives chunks out as they would sound: each when all before it would have. The times are counted from the first chunk, so
 * that they do not drift; after a delay, chunks come at once until they have caught up.
 *
 * @throws ConfigurationError where `secondsOf` is no function (at once), or gives what is no number of seconds.
 * @throws the signal's reason, when it aborts; and what the source throws.
 */
export function paceRealtime<Chunk>(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  options: PaceOptions<Chunk>,
): AsyncGenerator<Chunk, void, void> {
  if (typeof options.secondsOf !== "function") {
    throw new ConfigurationError("secondsOf must be a function that tells how long a chunk sounds");
  }
  return pace(chunks, options);
}

async function* pace<Chunk>(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  { secondsOf, signal, clock = systemClock }: PaceOptions<Chunk>,
): AsyncGenerator<Chunk, void, void> {
  let startTime: number | undefined;
  let seconds = 0;
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    startTime ??= clock.now();
    const waitMs = startTime + seconds * 1000 - clock.now();
    if (waitMs > 0) await abortableDelay(clock, waitMs, signal);
    const chunkSeconds = secondsOf(chunk);
    checkSeconds("what secondsOf gives", chunkSeconds);
    seconds += chunkSeconds;
    yield chunk;
  }
}
