import { type AudioInput, feedAndDrain, openRecording, resumeByDefault } from "@kotoba/audio";
import { type ClientContext, type Gap, gapOf, validateCallOptions } from "@kotoba/core";
import { separatorBetween } from "../captions/text-joining.ts";
import type { TranscriptResult } from "../transcript-result.ts";
import { AsrSession } from "./asr-session.ts";
import type { AsrEvent } from "./live-events.ts";
import { type LiveOptions, liveSettings } from "./live-options.ts";
import { TranscriptAssembler } from "./transcript-assembler.ts";

/** A file is sent in chunks of so long (contract, section 8). */
const CHUNK_SECONDS = 0.2;

/** Options of a file's live recognition. The file says its own rate. */
export interface FileStreamOptions extends Omit<LiveOptions, "inputSampleRate"> {
  /** `realtime`: as a microphone would. `fast`: as fast as the line and the service take it. Default `realtime`. */
  readonly pace?: "realtime" | "fast" | undefined;
  /** Told of every event as it comes. What it throws ends the call. */
  readonly onEvent?: ((event: AsrEvent) => void) | undefined;
}

/** Sends a file of any format over the live route, and puts its transcript together. */
export async function transcribeFileStream(
  context: ClientContext,
  audio: AudioInput,
  options: FileStreamOptions,
): Promise<TranscriptResult> {
  validateCallOptions(options);
  const settings = liveSettings(options);
  // First of all: a file that is missing or no audio is not worth a session.
  await using recording = await openRecording(context, audio, settings, CHUNK_SECONDS, options);
  const events = feedAndDrain(
    (signal) => AsrSession.open(context, { ...resumeByDefault(options), sourceWaits: true, signal }),
    (ended) => recording.chunks(ended),
    options.signal,
  );
  const assembler = new TranscriptAssembler();
  const gaps: Gap[] = [];
  for await (const event of events) {
    assembler.add(event);
    if (event.type === "gap") gaps.push(gapOf(event));
    options.onEvent?.(event);
  }
  const text = assembler.turns.reduce((whole, turn) => whole + separatorBetween(whole, turn) + turn, "");
  const { language } = settings;
  return { text, metadata: { mode: "live", language, ...(gaps.length === 0 ? {} : { gaps }) } };
}
