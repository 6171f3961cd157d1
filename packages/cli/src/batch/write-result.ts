import { randomUUID } from "node:crypto";
import { access, constants, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Makes the folder of a result, and finds out whether it can be written to: before an upload, not after. */
export async function prepareFolder(path: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await access(folder, constants.W_OK);
}

/** Writes a file so that its name has all of it or, whatever happens on the way, what it had before. It is on the disk when this resolves. */
export async function writeResult(path: string, text: string): Promise<void> {
  // A name of its own length: long names leave no room for more.
  const temporary = join(dirname(path), `.kotoba-${randomUUID()}.tmp`);
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    // People know the file by this name, and not each failure of the system says one.
    throw error instanceof Error ? Object.assign(error, { path }) : error;
  }
}
