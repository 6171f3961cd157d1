import type { FileHandle } from "node:fs/promises";
import { systemCode } from "../system-code.ts";

/** A file that is being written. */
export interface WriteTarget {
  readonly file: FileHandle;
  /** Whether it is a regular file: what was written can be gone back to. */
  readonly isRegular: boolean;
  /** Closes it, and puts it where it belongs. */
  finish(): Promise<void>;
  /** Closes it, and leaves everything as it was. */
  discard(): Promise<void>;
}

/**
 * Opens a path for writing. A regular file is written under another name, in the folder of what takes its place, so that a
 * file that was there stays as it is until the new one is whole. A pipe or a device is written directly.
 */
export async function openTarget(path: string): Promise<WriteTarget> {
  const [{ access, constants, open, readlink, realpath, rename, rm, stat }, { dirname, join, resolve }] =
    await Promise.all([import("node:fs/promises"), import("node:path")]);
  const existing = await stat(path).catch((error: unknown) => {
    if (systemCode(error) !== "ENOENT") throw error;
  });
  if (existing === undefined) {
    // A link to what is not there yet. One that goes round in circles has failed already.
    const linked = await readlink(path).catch(() => undefined);
    if (linked !== undefined) return await openTarget(resolve(dirname(path), linked));
  } else if (existing.isFile()) await access(path, constants.W_OK);
  else {
    const file = await open(path, "w");
    return { file, isRegular: false, finish: () => file.close(), discard: () => file.close() };
  }
  const target = existing === undefined ? path : await realpath(path);
  const folder = dirname(target);
  // Said of the folder, not of a file that nobody has named.
  await access(folder, constants.W_OK);
  const temporary = join(folder, `.kotoba-${crypto.randomUUID()}.tmp`);
  const file = await open(temporary, "wx", existing?.mode);
  const discard = async () => {
    await file.close().catch(() => {});
    await rm(temporary, { force: true });
  };
  try {
    if (existing !== undefined) await file.chmod(existing.mode);
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    file,
    isRegular: true,
    async finish() {
      await file.close();
      await rename(temporary, target);
    },
    discard,
  };
}
