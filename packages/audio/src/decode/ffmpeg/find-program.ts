/**
 * Where a program lies: the operating system's own search may start in the current folder, which anybody may have written to.
 *
 * @param name a path, which is taken as it is, or a name to be found on `PATH`.
 * @returns `undefined` where there is none.
 */
export async function findProgram(name: string): Promise<string | undefined> {
  const [{ access, constants, stat }, { delimiter, resolve }] = await Promise.all([
    import("node:fs/promises"),
    import("node:path"),
  ]);
  const isWindows = process.platform === "win32";
  const fileName = isWindows && !/\.[a-z]+$/i.test(name) ? `${name}.exe` : name;
  const isPath = name.includes("/") || (isWindows && name.includes("\\"));
  const exists = async (path: string, mode: number) => {
    try {
      await access(path, mode);
      return (await stat(path)).isFile();
    } catch {
      return false;
    }
  };
  // One that may not be run is named by the caller: why, the system says when it is started.
  if (isPath) return (await exists(fileName, constants.F_OK)) ? fileName : undefined;
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  for (const folder of folders) {
    const path = resolve(folder, fileName);
    if (await exists(path, constants.X_OK)) return path;
  }
  return undefined;
}
