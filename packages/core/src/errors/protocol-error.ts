import { KotobaError } from "./kotoba-error.ts";

/**
 * The service refused the request (any 4xx without a class of its own, or an `error` frame), or sent a known body or frame
 * that breaks the wire contract.
 */
export class ProtocolError extends KotobaError {
  static override readonly errorName: string = "ProtocolError";

  /** Name of the class, or of the one below it that the error is of. */
  declare readonly name: "ProtocolError" | "RateLimitError";
}
