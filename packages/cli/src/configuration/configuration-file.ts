import { mkdir, open, readFile, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigurationError } from "@kotoba/sdk";

/** The text of the file; empty when there is none. @throws {ConfigurationError} when it cannot be read. */
export async function readConfigurationFile(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return "";
    throw new ConfigurationError(`The configuration ${path} cannot be read: ${codeOf(cause)}.`, { cause });
  }
}

/** Whether other people of this machine may read the file. */
export async function isReadableByOthers(path: string): Promise<boolean> {
  if (process.platform === "win32") return false;
  const mode = await stat(path).then(
    (found) => found.mode,
    () => 0,
  );
  return (mode & 0o044) !== 0;
}

/**
 * Writes the file, for its owner alone: the whole of it, or, when that fails, nothing of it.
 *
 * @throws {ConfigurationError} when it cannot be written.
 */
export async function writeConfigurationFile(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    // A link stays one: its target is what is replaced.
    await replace(await realpath(path).catch(() => path), text);
  } catch (cause) {
    throw new ConfigurationError(`The configuration ${path} cannot be written: ${codeOf(cause)}.`, { cause });
  }
}

async function replace(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.tmp`;
  try {
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") await rm(draft, { force: true });
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
