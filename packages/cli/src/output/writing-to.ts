/** What the system calls while a file is written, and tells no name of when it fails. */
const NAMELESS: ReadonlySet<unknown> = new Set(["write", "fsync"]);

/** Settles as some work does that writes a file. Where the system fails without telling which, people are to know that it was this one. */
export async function writingTo<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw withPath(error, path);
  }
}

/** The same for what is written synchronously. @returns The error. */
export function withPath(error: unknown, path: string): unknown {
  const isNameless =
    error instanceof Error && "syscall" in error && NAMELESS.has(error.syscall) && !("path" in error);
  return isNameless ? Object.assign(error, { path }) : error;
}
