import { abortableDelay, type Clock, systemClock } from "@kotoba/core";

/** How chunks are paced. */
export interface PaceOptions<Chunk> {
  /** How long a chunk sounds, in seconds. */
  readonly secondsOf: (chunk: Chunk) => number;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
}

/**
 * Gives chunks out as a microphone would: each when all before it would have sounded. The times are counted from the first chunk, so that
 * they do not drift; after a delay, chunks come at once until they have caught up.
 *
 * @throws the signal's reason, when it aborts; and what the source throws.
 */
export async function* paceRealtime<Chunk>(
  chunks: AsyncIterable<Chunk> | Iterable<Chunk>,
  { secondsOf, signal, clock = systemClock }: PaceOptions<Chunk>,
): AsyncGenerator<Chunk, void, void> {
  let startTime: number | undefined;
  let seconds = 0;
  for await (const chunk of chunks) {
    startTime ??= clock.now();
    const waitMs = startTime + seconds * 1000 - clock.now();
    if (waitMs > 0) await abortableDelay(clock, waitMs, signal);
    seconds += secondsOf(chunk);
    yield chunk;
  }
}
