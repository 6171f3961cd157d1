import type { AudioSource } from "@kotoba/audio";
import type { CallOptions } from "@kotoba/core";
import type { OnTranscriptionProgress } from "./transcription-progress.ts";

/** How the service is to write what it hears. */
export interface StylePreference {
  /** `kana`: personal names in katakana. Default: as the service sees fit. */
  readonly humanName?: "kana";
}

/** Options of every call that uploads a recording. */
export interface UploadOptions extends CallOptions {
  /** Asks for times. Costs the service some work. Default false. */
  readonly withTimestamps?: boolean | undefined;
  /** How to write what is heard. */
  readonly stylePreference?: StylePreference | undefined;
  /** The file's name as the service sees it. Default: the input's own name, else `audio` with the ending of its format. */
  readonly fileName?: string | undefined;
  /** The file's media type. Default: what the input says of itself, else what its first bytes look like. */
  readonly mediaType?: string | undefined;
  /**
   * Repeats an upload also when the service may have received it. It may then be transcribed, and billed, twice. Default false:
   * repeated only when it certainly was not received.
   */
  readonly retryUploads?: boolean | undefined;
  /** Told how far the call has come. */
  readonly onProgress?: OnTranscriptionProgress | undefined;
}

/** Reports the upload of a source; nothing when nobody listens. */
export function uploadReporter(
  source: AudioSource,
  onProgress: OnTranscriptionProgress | undefined,
): ((sentBytes: number) => void) | undefined {
  if (onProgress === undefined) return undefined;
  const total = source.sizeBytes === undefined ? {} : { totalBytes: source.sizeBytes };
  return (sentBytes) => onProgress({ state: "uploading", sentBytes, ...total });
}
