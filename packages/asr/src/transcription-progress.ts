/** How far a transcription has come. Tell the steps apart by `state`. */
export type TranscriptionProgress = StartingProgress | UploadingProgress | ProcessingProgress | DoneProgress;

/** A deployment that had been scaled to zero is coming up. */
export interface StartingProgress {
  readonly state: "starting";
}

/** The file is on its way. */
export interface UploadingProgress {
  readonly state: "uploading";
  /** Bytes of the file that have been handed to the connection. */
  readonly sentBytes: number;
  /** Size of the file in bytes; absent for a stream of unknown length. */
  readonly totalBytes?: number;
}

/** The service has the file and is working on it. */
export interface ProcessingProgress {
  readonly state: "processing";
  /** The job; absent in mode `one-shot`. Keep it, and the transcript can be fetched whatever happens. */
  readonly jobId?: string;
}

/** The transcript is there. */
export interface DoneProgress {
  readonly state: "done";
}

/** Told of progress. What it throws ends the call. */
export type OnTranscriptionProgress = (progress: TranscriptionProgress) => void;
