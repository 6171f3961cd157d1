import { type ClientContext, ConfigurationError, onAbort, TimeoutError, withDeadline } from "@kotoba/core";
import type { AudioDecoder } from "../decode/audio-decoder.ts";
import { convertFrames } from "../decode/convert-frames.ts";
import { openDecoder } from "../decode/open-decoder.ts";
import type { AudioInput } from "../input/audio-source.ts";
import { chunkByDuration } from "../speech/chunk-by-duration.ts";
import { paceRealtime } from "../speech/pace-realtime.ts";
import type { LiveAudioSettings } from "./audio-framer.ts";

/** How a recording is sent over a live session. */
export interface RecordingOptions {
  /** Ends the opening, with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** `realtime`: as a microphone would. `fast`: as fast as the line and the service take it. Default `realtime`. */
  readonly pace?: "realtime" | "fast" | undefined;
}

/** A recording whose header has been read, ready to be sent. Disposing of it lets go of the file. */
export interface Recording extends AsyncDisposable {
  /**
   * Its samples, mono, at the rate of the session, in chunks of one duration. They can be read once.
   *
   * @param ended - Aborts when they are needed no longer: a stream that hangs is then let go.
   */
  chunks(ended: AbortSignal): AsyncIterable<Float32Array>;
}

/**
 * Opens a recording of any format that is to be sent over a live session: what is missing or no audio is not worth a session.
 *
 * @param chunkSeconds - How long a chunk sounds.
 * @throws {ConfigurationError} for a pace that is none, and for a format of the session in which samples cannot travel.
 * @throws {AudioFormatError} for what is missing, empty or no audio. @throws {TimeoutError} in phase `upload`, when no header comes.
 */
export async function openRecording(
  context: Pick<ClientContext, "clock" | "timeoutMs" | "closed">,
  audio: AudioInput,
  { sampleRate, audioFormat }: LiveAudioSettings,
  chunkSeconds: number,
  { signal, pace = "realtime" }: RecordingOptions,
): Promise<Recording> {
  if (pace !== "realtime" && pace !== "fast") {
    throw new ConfigurationError(
      `The option pace must be "realtime" or "fast", not ${JSON.stringify(pace)}.`,
    );
  }
  if (audioFormat === "ogg/opus") {
    throw new ConfigurationError(
      "The option audioFormat cannot be ogg/opus for a recording, which is decoded and travels as samples.",
    );
  }
  const reading = new AbortController();
  const decoder = await openInTime(context, audio, reading, signal);
  const { clock } = context;
  return {
    chunks(ended) {
      onAbort(ended, () => reading.abort(ended.reason));
      const chunks = chunkByDuration(samplesAt(decoder, sampleRate), { sampleRate, seconds: chunkSeconds });
      if (pace === "fast") return chunks;
      return paceRealtime(chunks, { secondsOf: ({ length }) => length / sampleRate, signal: ended, clock });
    },
    [Symbol.asyncDispose]: () => decoder[Symbol.asyncDispose](),
  };
}

/** Reads the header, under a limit of its own. */
async function openInTime(
  { clock, timeoutMs: limitMs, closed }: Pick<ClientContext, "clock" | "timeoutMs" | "closed">,
  audio: AudioInput,
  reading: AbortController,
  signal: AbortSignal | undefined,
): Promise<AudioDecoder> {
  signal?.throwIfAborted();
  const message = `The header of the audio did not come within ${limitMs} ms.`;
  const expired = () => new TimeoutError(message, { phase: "upload", limitMs });
  const opening = openDecoder(audio, { signal: reading.signal });
  try {
    return await withDeadline({ clock, limitMs, signal, expired }, (deadline) => {
      // They are over once the header is there; what comes then has its own end.
      const stops = [deadline.signal, closed].map((end) => onAbort(end, () => reading.abort(end.reason)));
      return opening.finally(() => {
        for (const stop of stops) stop();
      });
    });
  } catch (error) {
    // One that opens too late is let go.
    opening.then((late) => late[Symbol.asyncDispose]()).catch(() => {});
    throw error;
  }
}

async function* samplesAt(
  decoder: AudioDecoder,
  sampleRate: number,
): AsyncGenerator<Float32Array, void, void> {
  for await (const { samples } of convertFrames(decoder.frames(), { sampleRate, channels: 1 })) yield samples;
}
