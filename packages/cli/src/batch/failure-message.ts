import { basename } from "node:path";
import { KotobaError } from "@kotoba/sdk";
import { errorMessage } from "../output/error-message.ts";
import { systemFailure } from "../output/system-failure.ts";

/** What went wrong with one recording, for people. Says how to get at the transcript of a job that goes on, or is done. */
export function failureMessage(error: unknown, jobId: string | undefined): string {
  const message = KotobaError.isInstance(error) ? errorMessage(error) : otherMessage(error);
  if (jobId === undefined || message.includes(jobId)) return message;
  return `${message} To get the transcript: kotoba jobs wait ${jobId}`;
}

/** The same behind the name of the recording, which the message then need not tell. */
export function failedRecording(input: string, error: unknown, jobId: string | undefined): string {
  return `${input}: ${failureMessage(error, jobId).replace(` (${basename(input)})`, "")}`;
}

/** What went wrong, for programs. */
export function failureCode(error: unknown): string {
  if (KotobaError.isInstance(error)) return error.code;
  return error instanceof Error && "code" in error ? String(error.code) : "internal";
}

function otherMessage(error: unknown): string {
  return (
    systemFailure(error) ?? (error instanceof Error ? `unexpected failure: ${error.message}` : String(error))
  );
}
