import { realpath, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { AudioFormatError } from "@kotoba/sdk";
import { expandGlob } from "./expand-glob.ts";
import { walkFolder } from "./walk-folder.ts";

/** A recording of a batch. */
export interface BatchInput {
  /** Absolute, or relative to the current folder: as a person would name it. */
  readonly path: string;
  /** Its place below the folder that was walked, or its bare name: what becomes its place in an output folder. */
  readonly name: string;
}

/** Whether an argument stands for one recording by itself: a file or standard input, and neither a folder nor a pattern. */
export async function isOneRecording(argument: string): Promise<boolean> {
  if (argument === "-") return true;
  const found = await stat(argument).catch(() => undefined);
  return found === undefined ? (await expandGlob(argument)) === undefined : !found.isDirectory();
}

/**
 * The recordings that files, folders and patterns name, in that order, each once: also when it is reached by several ways, through links too.
 *
 * @throws {AudioFormatError} `file_not_found` for a file that is not there, a pattern that matches none, and a folder without recordings;
 *   `file_unreadable` for a folder that cannot be read.
 */
export async function findInputs(args: readonly string[]): Promise<readonly BatchInput[]> {
  const byFile = new Map<string, BatchInput>();
  for (const argument of args) {
    for (const input of await inputsOf(argument)) {
      // A name of the folder's that cannot be found is one that is not UTF-8, or is gone by now: that fails by itself, in its turn.
      const file = await realpath(input.path).catch(() => input.path);
      const known = byFile.get(file);
      // The shorter way is the one without a detour through links.
      if (known === undefined || input.path.length < known.path.length) byFile.set(file, input);
    }
  }
  return [...byFile.values()];
}

async function inputsOf(argument: string): Promise<readonly BatchInput[]> {
  const found = await stat(argument).catch(() => undefined);
  if (found?.isDirectory()) {
    const names = await walkFolder(argument);
    if (names.length === 0) throw notFound(`the folder ${argument} holds no audio or video files`);
    return names.map((name) => ({ path: join(argument, name), name }));
  }
  if (found !== undefined) return [{ path: argument, name: basename(argument) }];
  const matches = await expandGlob(argument);
  if (matches === undefined) throw notFound(`there is no file ${argument}`);
  const { base, paths } = matches;
  if (paths.length === 0) throw notFound(`no file matches ${argument}`);
  return paths.map((path) => ({ path, name: nameBelow(base, path) }));
}

/** Alternatives (`{a,../b}`) may lead out of the base. */
function nameBelow(base: string, path: string): string {
  const name = relative(base, path);
  return name.startsWith("..") ? basename(path) : name;
}

function notFound(message: string): AudioFormatError {
  return new AudioFormatError(message, { code: "file_not_found" });
}
