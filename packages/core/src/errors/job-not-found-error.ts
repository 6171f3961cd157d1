import { KotobaError, type KotobaErrorOptions } from "./kotoba-error.ts";

/** The service knows no transcription job with this `jobId`: it never existed there, or has expired. */
export class JobNotFoundError extends KotobaError {
  static override readonly errorName: string = "JobNotFoundError";

  /** Name of the class. */
  declare readonly name: "JobNotFoundError";

  override readonly jobId: string;

  constructor(message: string, options: KotobaErrorOptions & { readonly jobId: string }) {
    super(message, { code: "job_not_found", ...options });
    this.jobId = options.jobId;
  }
}
