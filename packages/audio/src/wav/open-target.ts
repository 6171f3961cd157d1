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
 * Opens a path for writing. Where there is no file yet, one grows there as it is written. A file that is there stays as it
 * is until the new one is whole, which is written under another name in its folder. A pipe or a device is written directly.
 */
export async function openTarget(path: string): Promise<WriteTarget> {
  const [{ access, constants, open, readlink, realpath, rename, rm, stat }, { dirname, join, resolve }] =
    await Promise.all([import("node:fs/promises"), import("node:path")]);
  const existing = await stat(path).catch((error: unknown) => {
    if (systemCode(error) !== "ENOENT") throw error;
  });
  if (existing !== undefined && !existing.isFile()) {
    const file = await open(path, "w");
    return { file, isRegular: false, finish: () => file.close(), discard: () => file.close() };
  }
  if (existing === undefined) {
    // A link to what is not there yet. One that goes round in circles has failed already.
    const linked = await readlink(path).catch(() => undefined);
    if (linked !== undefined) return await openTarget(resolve(dirname(path), linked));
    return regular(await open(path, "wx"), path);
  }
  await access(path, constants.W_OK);
  const target = await realpath(path);
  const folder = dirname(target);
  // Said of the folder, not of a file that nobody has named.
  await access(folder, constants.W_OK);
  const temporary = join(folder, `.kotoba-${crypto.randomUUID()}.tmp`);
  const written = regular(await open(temporary, "wx", existing.mode), temporary);
  try {
    await written.file.chmod(existing.mode);
  } catch (error) {
    await written.discard();
    throw error;
  }
  return {
    ...written,
    async finish() {
      await written.finish();
      await rename(temporary, target);
    },
  };

  function regular(file: FileHandle, name: string): WriteTarget {
    return {
      file,
      isRegular: true,
      finish: () => file.close(),
      async discard() {
        await file.close().catch(() => {});
        await rm(name, { force: true });
      },
    };
  }
}
