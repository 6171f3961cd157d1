import { dirname, join, parse, resolve } from "node:path";
import { ConfigurationError } from "@kotoba/sdk";
import type { TranscriptFormat } from "../output/transcript-format.ts";
import type { BatchInput } from "./find-inputs.ts";

/** One recording, and where its transcript goes. */
export interface BatchTask {
  readonly input: string;
  readonly output: string;
}

/** What decides where transcripts go. */
export interface ResultPlace {
  /** The folder that gets them all; undefined: each goes beside its recording. */
  readonly folder: string | undefined;
  readonly format: TranscriptFormat;
  /** Files that no transcript may replace, beside the recordings. */
  readonly reserved: readonly string[];
}

/**
 * Says where the transcript of each recording goes.
 *
 * @throws {ConfigurationError} `result_conflict`, when two would go to one place, or one would replace a recording.
 */
export function planResults(inputs: readonly BatchInput[], place: ResultPlace): readonly BatchTask[] {
  const taken = new Map(place.reserved.map((path) => [placeKey(path), path]));
  for (const { path } of inputs) taken.set(placeKey(path), path);
  const writers = new Map<string, string>();
  return inputs.map(({ path, name }) => {
    const folder = place.folder === undefined ? dirname(path) : join(place.folder, dirname(name));
    const output = join(folder, parse(name).name + extensionOf(place.format));
    const key = placeKey(output);
    const replaced = taken.get(key);
    if (replaced !== undefined)
      throw conflict(`The transcript of ${path} would replace ${replaced}: give an output folder with -o.`);
    const other = writers.get(key);
    if (other !== undefined) {
      throw conflict(
        `${other} and ${path} would both become ${output}: transcribe them one after the other, into folders of their own (-o).`,
      );
    }
    writers.set(key, path);
    return { input: path, output };
  });
}

function extensionOf(format: TranscriptFormat): string {
  return format === "text" ? ".txt" : `.${format}`;
}

/** Equal for names that lead to one file. The usual file systems of macOS and Windows do not tell upper from lower case. */
function placeKey(path: string): string {
  const absolute = resolve(path);
  return process.platform === "linux" ? absolute : absolute.normalize().toLowerCase();
}

function conflict(message: string): ConfigurationError {
  return new ConfigurationError(message, { code: "result_conflict" });
}
