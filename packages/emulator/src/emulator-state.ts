import type { RecognitionEngine } from "./engines/recognition-engine.ts";
import type { ClientSecrets } from "./socket/client-secrets.ts";
import type { JobStore } from "./transcription/job-store.ts";

/** What the routes of one running emulator share. */
export interface EmulatorState {
  readonly engines: readonly RecognitionEngine[];
  readonly jobs: JobStore;
  readonly clientSecrets: ClientSecrets;
  /** Where uploads are kept while they are worked on. */
  readonly uploadFolder: string;
  readonly maxUploadBytes: number;
  /** Aborts when the emulator closes. */
  readonly closing: AbortSignal;
}
