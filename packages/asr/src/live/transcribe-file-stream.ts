import {
  type AudioInput,
  type AudioSource,
  chunkByDuration,
  downmix,
  paceRealtime,
  Resampler,
  readWav,
  type WavReader,
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

/** Sends a WAV file over the live route, and puts its transcript together. */
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
  // First of all: a file that is missing or no WAV is not worth a session.
  await using source = await openUpload(context, audio, options, context.timeoutMs);
  await using wav = await openWav(context, source, options.signal);
  const openFile = (ended: AbortSignal) => {
    // A stream that hangs is let go at once, and with it whoever waits for its next bytes.
    onAbort(ended, () => void source[Symbol.asyncDispose]());
    const chunkSamples = Math.round(sampleRate * CHUNK_SECONDS);
    const chunks = chunkByDuration(samplesAt(wav, sampleRate), chunkSamples);
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

/** Reads the header of a WAV file, under the same limit as the first bytes. */
function openWav(
  context: ClientContext,
  source: AudioSource,
  signal: AbortSignal | undefined,
): Promise<WavReader> {
  const { clock, timeoutMs: limitMs } = context;
  const expired = () =>
    new TimeoutError(`The header of the audio did not come within ${limitMs} ms.`, {
      phase: "upload",
      limitMs,
    });
  return withDeadline({ clock, limitMs, signal, expired }, () => readWav(source.stream()));
}

async function* samplesAt(wav: WavReader, outputRate: number): AsyncGenerator<Float32Array, void, void> {
  const resampler = new Resampler({ inputRate: wav.sampleRate, outputRate });
  for await (const frames of wav.frames()) yield resampler.process(downmix(frames, wav.channels));
  yield resampler.flush();
}
