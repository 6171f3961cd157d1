import { stat } from "node:fs/promises";
import { ConfigurationError } from "@kotoba/sdk";

/**
 * Makes sure that writing the output does not destroy the input.
 *
 * @throws {ConfigurationError} where both are one file, by whatever names.
 */
export async function requireTwoFiles(input: string, output: string): Promise<void> {
  if (input === "-" || output === "-") return;
  const [from, to] = await Promise.all([identityOf(input), identityOf(output)]);
  if (from === undefined || from !== to) return;
  throw new ConfigurationError(`${output} is the input itself: write to another file.`);
}

/** Undefined for what is not there. */
async function identityOf(path: string): Promise<string | undefined> {
  const status = await stat(path, { bigint: true }).catch(() => undefined);
  return status?.isFile() ? `${status.dev}:${status.ino}` : undefined;
}
