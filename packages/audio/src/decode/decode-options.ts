import type { AudioFormat } from "../audio-format.ts";
import type { AudioSourceOptions } from "../input/audio-source.ts";

/** What helps to read audio. */
export interface DecodeOptions extends AudioSourceOptions {
  /**
   * Ends opening and decoding: what waits for bytes rejects with the signal's reason at once, and the input is let go of.
   */
  readonly signal?: AbortSignal | undefined;
  /**
   * Says that the input is raw samples without any header, and what they are. Its bytes are then not looked at; half a
   * frame at the end is dropped.
   */
  readonly raw?: AudioFormat | undefined;
  /**
   * The `ffmpeg` program that decodes what this package does not: a path, or a name to be found on `PATH` (not in the
   * current folder). `false`: none. Default `ffmpeg`. It reads nothing but the input: no network, no other file.
   */
  readonly ffmpeg?: string | false | undefined;
}
