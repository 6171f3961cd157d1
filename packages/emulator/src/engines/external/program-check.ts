import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { ConfigurationError } from "@kotoba/core";

/**
 * Says at once that a program is missing, rather than when it is first needed.
 *
 * @throws {ConfigurationError} for an empty command, and a program that is not there or may not be run.
 */
export function checkProgram([program = ""]: readonly string[]): void {
  if (program === "") throw new ConfigurationError("The command of an engine is empty: name a program.");
  const isPath = /[\\/]/.test(program);
  const folders = isPath ? [""] : (process.env.PATH ?? "").split(delimiter);
  const endings = process.platform === "win32" ? ["", ".exe"] : [""];
  const places = folders.flatMap((folder) => endings.map((ending) => join(folder, program + ending)));
  if (places.some(isProgram)) return;
  const where = isPath ? "" : " in PATH";
  throw new ConfigurationError(
    `There is no program "${program}"${where} that can be run: install it, or give its path.`,
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
