import { getSystemErrorMap } from "node:util";

/**
 * What the system says of a file that could not be written, in a sentence; undefined for every other error. (What is wrong with an input has been
 * told as an `AudioFormatError`.)
 */
export function systemFailure(error: unknown): string | undefined {
  if (!(error instanceof Error && "errno" in error && "path" in error)) return undefined;
  const { errno, path } = error;
  if (typeof errno !== "number" || typeof path !== "string") return undefined;
  const [, reason] = getSystemErrorMap().get(errno) ?? [];
  return `${path} cannot be written: ${reason ?? error.message}.`;
}
