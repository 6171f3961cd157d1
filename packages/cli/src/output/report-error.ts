import { KotobaError } from "@kotoba/sdk";
import { Interrupted } from "../interruption.ts";
import { errorMessage } from "./error-message.ts";
import { jsonDocument } from "./json-document.ts";

/**
 * Says on standard error what went wrong. A fault of the command's own comes with its stack.
 *
 * @param json - Whether to give it to programs too, as an object on standard output.
 */
export function reportError(error: unknown, json: boolean): void {
  if (error instanceof Interrupted) console.error(error.message);
  else if (KotobaError.isInstance(error)) console.error(`kotoba: ${errorMessage(error)}`);
  else console.error("kotoba: unexpected failure:", error);
  if (!json || !KotobaError.isInstance(error)) return;
  const { name, code, message, status, jobId, requestId } = error;
  process.stdout.write(jsonDocument({ error: { name, code, message, status, jobId, requestId } }));
}
