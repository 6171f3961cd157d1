import type { LiveAudioSource } from "@kotoba/audio";
import { type ClientContext, onAbort } from "@kotoba/core";
import { AsrSession } from "./asr-session.ts";
import type { AsrEvent } from "./live-events.ts";
import type { LiveOptions } from "./live-options.ts";

/**
 * Feeds a source and drains the events at once, on a session of its own. Stopping early closes the session and lets the source go; an
 * error of the source ends both, and comes out here.
 *
 * @param openSource - Gives the source. Its signal aborts when the source is needed no longer.
 */
export async function* liveEvents(
  context: ClientContext,
  openSource: (ended: AbortSignal) => LiveAudioSource,
  options: LiveOptions,
): AsyncGenerator<AsrEvent, void, void> {
  // One signal for the caller's abort and the source's failure: the session ends with either as it is.
  const ending = new AbortController();
  const stopListening = onAbort(options.signal, () => ending.abort(options.signal?.reason));
  try {
    const session = await AsrSession.open(context, { ...options, signal: ending.signal });
    // However the session ends, feeding does: so this ends the source, too.
    session.feed(openSource(ending.signal)).catch((error: unknown) => ending.abort(error));
    yield* session;
  } finally {
    stopListening();
  }
}

/** The words of a live source, as they come: deltas, to be put behind each other. A turn without deltas comes whole. */
export async function* transcribeStream(
  context: ClientContext,
  source: LiveAudioSource,
  options: LiveOptions,
): AsyncGenerator<string, void, void> {
  const partial = new Set<string | undefined>();
  for await (const event of liveEvents(context, () => source, options)) {
    if (event.type === "partial_transcript") {
      partial.add(event.itemId);
      yield event.text;
    }
    if (event.type === "final_transcript" && !partial.delete(event.itemId) && event.text !== "")
      yield event.text;
  }
}
