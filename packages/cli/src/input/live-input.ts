import type { LiveAudioChunk } from "@kotoba/sdk";

/** Audio that can be sent as it comes. Disposing of it lets go of where it comes from, also while that is silent. */
export interface LiveInput extends AsyncDisposable {
  readonly sampleRate: number;
  /** Samples, or bytes of 16-bit little-endian ones; mono. Once the signal that it was opened with aborts, they end or fail at once. */
  readonly chunks: AsyncIterable<LiveAudioChunk>;
}
