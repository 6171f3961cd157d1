/** What one recording of a batch came to. */
export type BatchOutcome =
  | { readonly status: "done"; readonly seconds: number }
  /** Its transcript was there already. */
  | { readonly status: "skipped" }
  | {
      readonly status: "failed";
      readonly error: unknown;
      readonly jobId?: string | undefined;
      readonly seconds: number;
    }
  /** Stopped while it was under way. A job goes on without us. */
  | { readonly status: "interrupted"; readonly jobId?: string | undefined; readonly seconds: number }
  /** Not begun, because the batch was ending. */
  | { readonly status: "left" };
