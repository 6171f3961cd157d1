import type { SessionStats } from "@kotoba/sdk";
import type { RecordingPart } from "./soak-bed.ts";
import { require, type SoakRun } from "./soak-run.ts";

/** A session as far as all modalities have it in common. */
export interface LiveSession<Event> extends AsyncIterable<Event> {
  feed(source: AsyncIterable<Int16Array>): Promise<void>;
  close(): Promise<void>;
  stats(): SessionStats;
}

/** Chunks of a part, so many times faster than they sound. */
export async function* pacedChunks(
  { samples, sampleRate }: RecordingPart,
  speed: number,
  chunkSeconds: number,
): AsyncGenerator<Int16Array> {
  const length = Math.round(chunkSeconds * sampleRate);
  const start = performance.now();
  for (let at = 0; at < samples.length; at += length) {
    yield samples.subarray(at, at + length);
    const waitMs = start + (at / sampleRate / speed) * 1000 - performance.now();
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
}

/** How a conversation ended. */
export type ConversationEnd =
  | { readonly how: "complete" }
  /** The run stopped it. */
  | { readonly how: "stopped" }
  | { readonly how: "failed"; readonly error: unknown };

/** Sends the chunks, takes the events, and closes the session where it is to be stopped so. */
export async function converse<Event>(
  open: () => Promise<LiveSession<Event>>,
  chunks: AsyncIterable<Int16Array>,
  onEvent: (event: Event) => void,
  { stopping, signal }: SoakRun,
): Promise<ConversationEnd & { readonly stats?: SessionStats }> {
  let session: LiveSession<Event> | undefined;
  let isClosed = false;
  let closing: NodeJS.Timeout | undefined;
  try {
    const opened = await open();
    session = opened;
    if (stopping?.how === "close") {
      closing = setTimeout(() => {
        isClosed = true;
        void opened.close();
      }, stopping.afterMs);
    }
    const fed = opened.feed(chunks).then(
      () => true,
      () => false,
    );
    for await (const event of opened) onEvent(event);
    // Every promise ends: this one too.
    const wasFed = await fed;
    const how = isClosed || !wasFed ? "stopped" : "complete";
    require(how === "complete" || isClosed, () =>
      "The session ended as if complete, but took not all of its audio.");
    return { how, stats: opened.stats() };
  } catch (error) {
    const stats = session === undefined ? {} : { stats: session.stats() };
    if (signal.aborted) {
      require(error === signal.reason, () => `An aborted session failed with another error: ${error}`);
      return { how: "stopped", ...stats };
    }
    return { how: "failed", error, ...stats };
  } finally {
    clearTimeout(closing);
    await session?.close();
  }
}
