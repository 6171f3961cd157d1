import { feedAndDrain, type LiveAudioSource, resumeByDefault } from "@kotoba/audio";
import type { ClientContext } from "@kotoba/core";
import { AsrSession } from "./asr-session.ts";
import type { AsrEvent } from "./live-events.ts";
import type { LiveOptions } from "./live-options.ts";

/** Options of the words of a live source. */
export interface TranscribeStreamOptions extends LiveOptions {
  /** Told of every event as it comes: a gap shows in no word. What it throws ends the call. */
  readonly onEvent?: ((event: AsrEvent) => void) | undefined;
}

/** The words of a live source, as they come: deltas, to be put behind each other. A turn without deltas comes whole. */
export async function* transcribeStream(
  context: ClientContext,
  source: LiveAudioSource,
  options: TranscribeStreamOptions,
): AsyncGenerator<string, void, void> {
  const partial = new Set<string | undefined>();
  const open = (signal: AbortSignal) => AsrSession.open(context, { ...resumeByDefault(options), signal });
  for await (const event of feedAndDrain(open, () => source, options.signal)) {
    options.onEvent?.(event);
    if (event.type === "partial_transcript") {
      partial.add(event.itemId);
      yield event.text;
    }
    if (event.type === "final_transcript" && !partial.delete(event.itemId) && event.text !== "")
      yield event.text;
  }
}
