/** What a file tells about its audio. */
export interface AudioInfo {
  /** The file's format: `wav`, `aiff`, `au`, `raw`, `mp3`, `flac`, `ogg`, or what ffmpeg calls it. */
  readonly container: string;
  /**
   * How the samples are coded: a `SampleEncoding` such as `pcm16`, or `mp3`, `flac`, `opus`, `vorbis`, or what ffmpeg calls it. `unknown`
   * where that is not known: of a stream that ffmpeg decodes only `probeAudio` asks, for an answer may take long.
   */
  readonly codec: string;
  /** Frames a second, in Hz. Opus always has 48000. */
  readonly sampleRate: number;
  /** Channels, 1 or more. */
  readonly channels: number;
  /** Bits of a sample, as the file states them; `undefined` for lossy codecs. */
  readonly bitsPerSample: number | undefined;
  /**
   * Samples a channel; `undefined` where only decoding could tell, as in a recording that is read from a pipe. A file that
   * states more than it has (its recorder crashed, say) is told by what it has; one that several MP3 or FLAC files were put
   * into, one behind the other, by the first of them.
   */
  readonly frameCount: number | undefined;
  /** Length in seconds; `undefined` with {@link frameCount}. */
  readonly durationSeconds: number | undefined;
}
