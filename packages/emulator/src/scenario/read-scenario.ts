import { readFile } from "node:fs/promises";
import { ConfigurationError } from "@kotoba/core";
import { checkScenario } from "./check-scenario.ts";
import type { Scenario } from "./scenario.ts";

/**
 * Reads a scenario from a JSON file.
 *
 * @throws {ConfigurationError} that names the file, and what is wrong with it.
 */
export async function readScenario(path: string): Promise<Scenario> {
  try {
    return checkScenario(JSON.parse(await readFile(path, "utf8")));
  } catch (cause) {
    const what = ConfigurationError.isInstance(cause) ? "does not hold" : "cannot be read";
    const reason = cause instanceof Error ? cause.message : cause;
    throw new ConfigurationError(`The scenario in ${path} ${what}: ${reason}`, { cause });
  }
}
