import { TimeoutError } from "./timeout-error.ts";

/** A deployment that had been scaled to zero did not come up within the limit (`phase` is `startup`). */
export class WorkerStartupError extends TimeoutError {
  static override readonly errorName: string = "WorkerStartupError";

  /** Name of the class. */
  declare readonly name: "WorkerStartupError";
}
