import { KotobaError, type KotobaErrorOptions } from "./kotoba-error.ts";

/** The service accepted the job and could not do it: the job ended in state `error`. */
export class TranscriptionError extends KotobaError {
  static override readonly errorName: string = "TranscriptionError";

  /** Name of the class. */
  declare readonly name: "TranscriptionError";

  override readonly jobId: string;

  constructor(message: string, options: KotobaErrorOptions & { readonly jobId: string }) {
    super(message, { code: "transcription_failed", ...options });
    this.jobId = options.jobId;
  }
}
