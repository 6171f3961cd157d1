import { onAbort } from "@kotoba/core";
import type { LiveAudioSource } from "./live-source.ts";

/** What of a session is needed to send audio and see what comes of it. */
interface AudioSession<Event> extends AsyncIterable<Event> {
  feed(source: LiveAudioSource): Promise<void>;
}

/**
 * Feeds a source and drains the events at once, on a session of its own. Stopping early closes the session and lets the source go; an
 * error of the source ends both, and comes out here.
 *
 * @param openSession - Opens the session, which ends with its signal.
 * @param openSource - Gives the source. Its signal aborts when the source is needed no longer.
 * @param signal - The caller's: ends all of it, with its reason.
 */
export async function* feedAndDrain<Event>(
  openSession: (signal: AbortSignal) => Promise<AudioSession<Event>>,
  openSource: (ended: AbortSignal) => LiveAudioSource,
  signal: AbortSignal | undefined,
): AsyncGenerator<Event, void, void> {
  // One signal for the caller's abort and the source's failure: the session ends with either as it is.
  const ending = new AbortController();
  const stopListening = onAbort(signal, () => ending.abort(signal?.reason));
  try {
    const session = await openSession(ending.signal);
    // However the session ends, feeding does: so this ends the source, too.
    session.feed(openSource(ending.signal)).catch((error: unknown) => ending.abort(error));
    yield* session;
  } finally {
    stopListening();
  }
}
