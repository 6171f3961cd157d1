import { type AudioInput, feedAndDrain, openRecording, resumeByDefault } from "@kotoba/audio";
import { type ClientContext, ConfigurationError, type Gap, gapOf } from "@kotoba/core";
import { S2stResult } from "../result/s2st-result.ts";
import { s2stUrl } from "../s2st-url.ts";
import { S2stSession } from "./s2st-session.ts";
import type { S2stEvent } from "./translation-events.ts";
import { type S2stOptions, translationSettings } from "./translation-options.ts";

/** A recording is sent in chunks of so long (contract, section 8). */
const CHUNK_SECONDS = 0.04;

/** Options of a recording's translation. The recording says its own rate. */
export interface TranslateOptions extends Omit<S2stOptions, "inputSampleRate"> {
  /** What the deployment's text is: what was said (`source`), or its translation (`target`). Default `source`. */
  readonly textIs?: "source" | "target" | undefined;
  /** `realtime`: as a microphone would. `fast`: as fast as the line and the service take it. Default `realtime`. */
  readonly pace?: "realtime" | "fast" | undefined;
  /** Told of every event as it comes. What it throws ends the call. */
  readonly onEvent?: ((event: S2stEvent) => void) | undefined;
}

/** Sends a recording of any format, and puts its translation together. */
export async function translate(
  context: ClientContext,
  audio: AudioInput,
  options: TranslateOptions,
): Promise<S2stResult> {
  context.requireOpen();
  const settings = translationSettings(options);
  const { textIs = "source", onEvent, signal } = options;
  if (textIs !== "source" && textIs !== "target") {
    throw new ConfigurationError(
      `The option textIs must be "source" or "target", not ${JSON.stringify(textIs)}.`,
    );
  }
  // First of all: a stream without anywhere to go is not touched.
  s2stUrl(context, options.url, settings);
  await using recording = await openRecording(context, audio, settings, CHUNK_SECONDS, options);
  const events = feedAndDrain(
    (ending) =>
      S2stSession.open(context, {
        ...resumeByDefault(options),
        inputSampleRate: undefined,
        sourceWaits: true,
        signal: ending,
      }),
    (ended) => recording.chunks(ended),
    signal,
  );
  const pieces: Uint8Array[] = [];
  const gaps: Gap[] = [];
  let text = "";
  for await (const event of events) {
    if (event.type === "audio_chunk") pieces.push(event.audio);
    if (event.type === "partial_transcript") text += event.text;
    if (event.type === "gap") gaps.push(gapOf(event));
    onEvent?.(event);
  }
  const transcript = text.trim() === "" ? undefined : text.trim();
  const { source, target } = settings;
  return new S2stResult({
    audio: concatenate(pieces),
    transcriptSource: textIs === "source" ? transcript : undefined,
    transcriptTarget: textIs === "target" ? transcript : undefined,
    metadata: { source, target, ...(gaps.length === 0 ? {} : { gaps }) },
  });
}

function concatenate(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
