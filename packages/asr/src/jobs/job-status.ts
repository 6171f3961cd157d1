import type { JobBody } from "../protocol/transcription-job-bodies.ts";
import type { Segment } from "../segment.ts";

/** How a job stands. */
export type JobStatus =
  /** Waiting or being worked on. */
  | { readonly state: "processing" }
  /** Done. `segments` are absent when no times were asked for or the deployment made none. */
  | { readonly state: "done"; readonly transcription: string; readonly segments?: readonly Segment[] }
  /** Ended without a transcript. */
  | { readonly state: "error"; readonly errorMessage: string };

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
