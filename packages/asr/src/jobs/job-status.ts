import type { JobBody } from "../protocol/transcription-job-bodies.ts";
import type { Segment } from "../segment.ts";

/** How a job stands (contract, section 3). Tell the cases apart by `state`. */
export type JobStatus = ProcessingJob | DoneJob | FailedJob;

/** A job that waits or is being worked on. */
export interface ProcessingJob {
  readonly state: "processing";
}

/** A job that is done. */
export interface DoneJob {
  readonly state: "done";
  /** The whole text. */
  readonly transcription: string;
  /** Its phrases with their times; absent when no times were asked for or the deployment made none. */
  readonly segments?: readonly Segment[];
}

/** A job that ended without a transcript. */
export interface FailedJob {
  readonly state: "error";
  /** Why, in the service's words. */
  readonly errorMessage: string;
}

/** The status that a body describes. */
export function jobStatusOf(body: JobBody): JobStatus {
  switch (body.state) {
    case "processing":
      return { state: "processing" };
    case "error":
      return { state: "error", errorMessage: body.error_message };
    case "done": {
      const { transcription, segments } = body;
      // An empty list means that the deployment made no timings (contract, section 3).
      const timed = segments?.length ? { segments } : {};
      return { state: "done", transcription, ...timed };
    }
  }
}
