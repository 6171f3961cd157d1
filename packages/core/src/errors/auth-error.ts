import { KotobaError } from "./kotoba-error.ts";

/** The service refused the credential: HTTP 401 or 403, or a handshake rejected for it. Never retried. */
export class AuthError extends KotobaError {
  static override readonly errorName: string = "AuthError";

  /** Name of the class. */
  declare readonly name: "AuthError";
}
