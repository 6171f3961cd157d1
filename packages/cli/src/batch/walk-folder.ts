import { readdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative } from "node:path";
import { AudioFormatError } from "@kotoba/sdk";
import { isMediaName } from "./media-extensions.ts";

/**
 * The audio and video files in a folder and all folders below it, sorted, as paths relative to it. What is hidden is left out. Links are
 * followed, after everything that is there by itself; no folder is looked at twice, so that loops of links end, and none that the first one is in.
 *
 * @throws {AudioFormatError} `file_unreadable` for a folder that cannot be read, `file_not_found` for one whose name is not UTF-8: leaving their
 *   recordings out would go unnoticed.
 */
export async function walkFolder(root: string): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [root];
  const linkedFolders: string[] = [];
  const seen = new Set<string>();
  const rootPlace = await realpath(root);
  for (;;) {
    const folder = folders.pop() ?? linkedFolders.shift();
    if (folder === undefined) break;
    const place = await realpath(folder).catch(refuse(folder));
    if (seen.has(place) || isAbove(place, rootPlace)) continue;
    seen.add(place);
    for (const entry of await entriesOf(folder)) {
      const path = join(folder, entry.name);
      const isLink = entry.isSymbolicLink();
      // A link to nothing is nothing.
      const target = isLink ? await stat(path).catch(() => undefined) : entry;
      if (target?.isDirectory()) (isLink ? linkedFolders : folders).push(path);
      else if (target?.isFile() && isMediaName(entry.name)) found.push(relative(root, path));
    }
  }
  return found.sort();
}

function isAbove(place: string, root: string): boolean {
  const below = relative(place, root);
  return below !== "" && !below.startsWith("..") && !isAbsolute(below);
}

async function entriesOf(folder: string) {
  const entries = await readdir(folder, { withFileTypes: true }).catch(refuse(folder));
  return entries.filter(({ name }) => !name.startsWith("."));
}

/** The name of a folder that was seen and is not there is one that is not UTF-8; or it has gone meanwhile. */
function refuse(folder: string): (cause: NodeJS.ErrnoException) => never {
  return (cause) => {
    if (cause.code === "ENOENT")
      throw new AudioFormatError(`there is no folder ${folder}`, { code: "file_not_found", cause });
    throw new AudioFormatError(`the folder ${folder} cannot be read: ${cause.code}`, {
      code: "file_unreadable",
      cause,
    });
  };
}
