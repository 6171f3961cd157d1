import {
  type AudioDecoder,
  type AudioInput,
  type AudioSource,
  chunkByDuration,
  convertFrames,
  openDecoder,
  paceRealtime,
} from "@kotoba/audio";
import { type ClientContext, ConfigurationError, onAbort, TimeoutError, withDeadline } from "@kotoba/core";
import { separatorBetween } from "../captions/text-joining.ts";
import { openUpload } from "../open-upload.ts";
import type { TranscriptResult } from "../transcript-result.ts";
import type { AsrEvent } from "./live-events.ts";
import { type LiveOptions, liveSettings } from "./live-options.ts";
import { liveEvents } from "./transcribe-stream.ts";
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
  const { sampleRate, language } = liveSettings(options);
  const { pace = "realtime", onEvent } = options;
  if (pace !== "realtime" && pace !== "fast") {
    throw new ConfigurationError(
      `The option pace must be "realtime" or "fast", not ${JSON.stringify(pace)}.`,
    );
  }
  // First of all: a file that is missing or no audio is not worth a session.
  await using source = await openUpload(context, audio, options, context.timeoutMs);
  await using decoder = await openAudio(context, source, options.signal);
  const openFile = (ended: AbortSignal) => {
    // A stream that hangs is let go at once, and with it whoever waits for its next bytes.
    onAbort(ended, () => void source[Symbol.asyncDispose]());
    const chunks = chunkByDuration(samplesAt(decoder, sampleRate), { sampleRate, seconds: CHUNK_SECONDS });
    if (pace === "fast") return chunks;
    const secondsOf = (chunk: Float32Array) => chunk.length / sampleRate;
    return paceRealtime(chunks, { secondsOf, signal: ended, clock: context.clock });
  };
  const assembler = new TranscriptAssembler();
  for await (const event of liveEvents(context, openFile, options)) {
    assembler.add(event);
    onEvent?.(event);
  }
  const text = assembler.turns.reduce((whole, turn) => whole + separatorBetween(whole, turn) + turn, "");
  return { text, metadata: { mode: "live", language } };
}

/** Reads the header of a file, under the same limit as the first bytes. */
function openAudio(
  context: ClientContext,
  source: AudioSource,
  signal: AbortSignal | undefined,
): Promise<AudioDecoder> {
  const { clock, timeoutMs: limitMs } = context;
  const expired = () =>
    new TimeoutError(`The header of the audio did not come within ${limitMs} ms.`, {
      phase: "upload",
      limitMs,
    });
  return withDeadline({ clock, limitMs, signal, expired }, (deadline) => {
    // The deadline is over once the header is there; what comes then has its own end.
    const opening = new AbortController();
    const stop = onAbort(deadline.signal, () => opening.abort(deadline.signal.reason));
    return openDecoder(source, { signal: opening.signal }).finally(stop);
  });
}

async function* samplesAt(
  decoder: AudioDecoder,
  sampleRate: number,
): AsyncGenerator<Float32Array, void, void> {
  for await (const { samples } of convertFrames(decoder.frames(), { sampleRate, channels: 1 })) yield samples;
}
