/** How far a transcription has come. */
export type TranscriptionProgress =
  /** A deployment that had been scaled to zero is coming up. */
  | { readonly state: "starting" }
  /** The file is on its way. `totalBytes` is absent for a stream of unknown length. */
  | { readonly state: "uploading"; readonly sentBytes: number; readonly totalBytes?: number }
  /** The service is working on it. `jobId` is absent in mode `one-shot`. */
  | { readonly state: "processing"; readonly jobId?: string }
  | { readonly state: "done" };

/** Told of progress. What it throws ends the call. */
export type OnTranscriptionProgress = (progress: TranscriptionProgress) => void;
