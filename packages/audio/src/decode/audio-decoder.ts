import type { AudioInfo } from "./audio-info.ts";

/** Some decoded audio. */
export interface AudioFrames {
  /** Channels interleaved, of full scale -1 to 1: whole frames, at least one. */
  readonly samples: Float32Array;
  /** Frames a second, in Hz. It can change within a file only where several were put one behind the other. */
  readonly sampleRate: number;
  /** Channels of a frame. */
  readonly channels: number;
}

/** A file whose header has been read. Disposing of it lets go of the input, if that was not read to its end. */
export interface AudioDecoder extends AsyncDisposable {
  /** What the header tells. */
  readonly info: AudioInfo;
  /**
   * The decoded audio, as it comes. It can be read once: a second call throws an AudioFormatError (`already_read`), and so
   * does reading on after the decoder was disposed of. The input is let go of at the end, on an error, and when iteration
   * stops early.
   *
   * Damage in the middle of a compressed file is left out, and the rest comes. A file that gives nothing at all throws an
   * AudioFormatError (`bad_audio`).
   *
   * A file that ends before the length it states gives what it has, and then throws an AudioFormatError
   * (`truncated_audio`). Where ffmpeg decodes, that is known of MP3, FLAC and Ogg that is no stream; other files, and streams,
   * may end early without an error.
   */
  frames(): AsyncIterable<AudioFrames>;
}
