import { KotobaError } from "@kotoba/sdk";
import { Interrupted } from "../interruption.ts";
import { LostAudio } from "../lost-audio.ts";
import { errorMessage } from "./error-message.ts";
import { jsonDocument } from "./json-document.ts";
import { systemFailure } from "./system-failure.ts";

/**
 * Says on standard error what went wrong. A fault of the command's own comes with its stack.
 *
 * @param json - Whether to give it to programs too, as an object on standard output.
 */
export function reportError(error: unknown, json: boolean): void {
  if (error instanceof Interrupted) console.error(error.message);
  else if (error instanceof LostAudio) console.error(`kotoba: ${error.message}`);
  else if (KotobaError.isInstance(error)) console.error(`kotoba: ${errorMessage(error)}`);
  else {
    const failure = systemFailure(error);
    if (failure === undefined) console.error("kotoba: unexpected failure:", error);
    else console.error(`kotoba: ${failure}`);
  }
  if (!json || !KotobaError.isInstance(error)) return;
  const { name, code, message, status, jobId, requestId } = error;
  process.stdout.write(jsonDocument({ error: { name, code, message, status, jobId, requestId } }));
}
