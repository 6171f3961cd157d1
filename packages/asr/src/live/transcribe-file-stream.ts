import {
  type AudioInput,
  chunkByDuration,
  downmix,
  openAudioSource,
  paceRealtime,
  Resampler,
  readWav,
} from "@kotoba/audio";
import type { ClientContext } from "@kotoba/core";
import { separatorBetween } from "../captions/text-joining.ts";
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
  const openFile = (ended: AbortSignal) => {
    const chunkSamples = Math.round(sampleRate * CHUNK_SECONDS);
    const chunks = chunkByDuration(samplesAt(audio, sampleRate, ended), chunkSamples);
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

async function* samplesAt(
  audio: AudioInput,
  outputRate: number,
  signal: AbortSignal,
): AsyncGenerator<Float32Array, void, void> {
  await using source = await openAudioSource(audio, { signal });
  await using wav = await readWav(source.stream());
  const resampler = new Resampler({ inputRate: wav.sampleRate, outputRate });
  for await (const frames of wav.frames()) yield resampler.process(downmix(frames, wav.channels));
  yield resampler.flush();
}
