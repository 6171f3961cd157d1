import { type ClientContext, ConfigurationError, onAbort, TimeoutError, withDeadline } from "@kotoba/core";
import type { AudioDecoder } from "../decode/audio-decoder.ts";
import { convertFrames } from "../decode/convert-frames.ts";
import { openDecoder } from "../decode/open-decoder.ts";
import { type AudioInput, type AudioSource, openAudioSource } from "../input/audio-source.ts";
import { chunkByDuration } from "../speech/chunk-by-duration.ts";
import { paceRealtime } from "../speech/pace-realtime.ts";
import type { LiveAudioSettings } from "./audio-framer.ts";

/** How a recording is sent. */
export interface RecordingOptions {
  /** Ends the opening, with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** `realtime`: as a microphone would. `fast`: as fast as the line and the service take it. Default `realtime`. */
  readonly pace?: "realtime" | "fast" | undefined;
}

/** A file of any format, open and ready to be sent live. Disposing of it lets go of the file. */
export interface Recording extends AsyncDisposable {
  /** Its samples, mono, at the rate of the session. @param ended - Aborts when they are needed no longer. */
  chunks(ended: AbortSignal): AsyncIterable<Float32Array>;
}

/**
 * Opens a recording that is to be sent over a live session: so far that a file that is missing or no audio is found before there is one.
 *
 * @param chunkSeconds - How long a chunk sounds.
 * @throws {ConfigurationError} for a pace that is none, and for a format of the session that samples cannot travel in.
 * @throws {AudioFormatError} for what is missing, empty or no audio. @throws {TimeoutError} in phase `upload`, when a stream gives no header.
 */
export async function openRecording(
  context: Pick<ClientContext, "clock" | "timeoutMs">,
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
      "The option audioFormat cannot be ogg/opus for a recording: it is decoded, and travels as samples.",
    );
  }
  const { clock } = context;
  const source = await inTime(context, signal, "stream gave no bytes", (opening) =>
    openAudioSource(audio, { signal: opening }),
  );
  const decoder = await inTime(context, signal, "header of the audio did not come", (opening) =>
    openDecoder(source, { signal: opening }),
  ).catch(async (error: unknown) => {
    await source[Symbol.asyncDispose]();
    throw error;
  });
  return {
    chunks(ended) {
      // A stream that hangs is let go at once, and with it whoever waits for its next bytes.
      onAbort(ended, () => void source[Symbol.asyncDispose]());
      const chunks = chunkByDuration(samplesAt(decoder, sampleRate), { sampleRate, seconds: chunkSeconds });
      if (pace === "fast") return chunks;
      return paceRealtime(chunks, { secondsOf: ({ length }) => length / sampleRate, signal: ended, clock });
    },
    async [Symbol.asyncDispose]() {
      await decoder[Symbol.asyncDispose]();
      await source[Symbol.asyncDispose]();
    },
  };
}
