import * as z from "zod/mini";
import { contractError } from "./contract-error.ts";

/** Answer to a job's submission (contract, section 3). */
export interface JobIdBody {
  /** What the job is asked for by. */
  readonly job_id: string;
}

/** One timed stretch of a transcript, in seconds, as it travels. */
export interface SegmentBody {
  /** What was said. */
  readonly text: string;
  /** When it begins. */
  readonly start: number;
  /** When it ends. */
  readonly end: number;
}

/** Answer to a question after a job (contract, section 3). A failed job, too, comes with HTTP 200. */
export type JobBody =
  | { readonly state: "processing" }
  | {
      readonly state: "done";
      readonly transcription: string;
      readonly segments?: readonly SegmentBody[] | null | undefined;
    }
  | { readonly state: "error"; readonly error_message: string };

const jobIdSchema = z.object({ job_id: z.string().check(z.minLength(1)) });

const segmentSchema = z.object({ text: z.string(), start: z.number(), end: z.number() });

const jobSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("processing") }),
  z.object({
    state: z.literal("done"),
    transcription: z.string(),
    segments: z.optional(z.nullable(z.array(segmentSchema))),
  }),
  z.object({ state: z.literal("error"), error_message: z.string() }),
]);

/** Whether an answer of any status shows that a job was made. */
export function holdsJobId(body: unknown): boolean {
  return jobIdSchema.safeParse(body).success;
}

/** @throws {ProtocolError} when the body breaks the contract. */
export function parseJobIdBody(body: unknown, status: number): JobIdBody {
  const parsed = jobIdSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw contractError("answer to the job's submission", parsed.error.issues, body, status);
}

/** @throws {ProtocolError} when the body breaks the contract. */
export function parseJobBody(body: unknown, status: number): JobBody {
  const parsed = jobSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw contractError("description of the job", parsed.error.issues, body, status);
}
