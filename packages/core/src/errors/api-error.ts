import { KotobaError } from "./kotoba-error.ts";

/** The service could not be reached or failed: a transport failure, a 5xx after retries, or an unexpected redirect. */
export class APIError extends KotobaError {
  static override readonly errorName: string = "APIError";

  /** Name of the class, or of the one below it that the error is of. */
  declare readonly name: "APIError" | "ConnectionLostError";
}
