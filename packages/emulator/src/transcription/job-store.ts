import type { JobBody } from "@kotoba/asr/protocol";

/** Transcription jobs and what came of them, in memory. */
export class JobStore {
  readonly #jobs = new Map<string, JobBody>();
  readonly #running = new Set<Promise<void>>();

  /** Starts a job. What its work throws becomes the job's error. Returns the job's id. */
  start(work: () => Promise<JobBody>): string {
    const jobId = crypto.randomUUID();
    this.#jobs.set(jobId, { state: "processing" });
    const run = work()
      .catch((error: unknown): JobBody => ({ state: "error", error_message: messageOf(error) }))
      .then((body) => {
        this.#jobs.set(jobId, body);
        this.#running.delete(run);
      });
    this.#running.add(run);
    return jobId;
  }

  /** How a job stands; undefined when there is none of this id. */
  get(jobId: string): JobBody | undefined {
    return this.#jobs.get(jobId);
  }

  /** Resolves when no job is being worked on. */
  async settled(): Promise<void> {
    await Promise.all(this.#running);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
