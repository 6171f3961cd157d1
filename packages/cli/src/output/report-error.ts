import { KotobaError } from "@kotoba/sdk";
import { Interrupted } from "../interruption.ts";

/** Says on standard error what went wrong. A fault of the command's own comes with its stack. */
export function reportError(error: unknown): void {
  if (error instanceof Interrupted) console.error(error.message);
  else if (KotobaError.isInstance(error)) console.error(`kotoba: ${error.message}${requestNote(error)}`);
  else console.error("kotoba: unexpected failure:", error);
}

function requestNote({ requestId }: KotobaError): string {
  return requestId === undefined ? "" : ` (request ${requestId})`;
}
