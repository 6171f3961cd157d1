import { InvalidArgumentError, Option } from "commander";
import { wholeNumber } from "./number-flags.ts";

const ENCODINGS = ["pcm8", "pcm16", "pcm24", "pcm32", "float32", "float64", "alaw", "mulaw"];

/** A flag for how samples are stored. */
export function encodingFlag(flag: string, description: string): Option {
  return new Option(flag, description).choices(ENCODINGS);
}

/** A flag for samples a second. */
export function sampleRateFlag(flag: string, description: string): Option {
  return new Option(flag, description).argParser((value) => wholeNumber(value, 1, 768_000));
}

/** A flag for a number of channels. */
export function channelsFlag(flag: string, description: string): Option {
  return new Option(flag, description).argParser((value) => wholeNumber(value, 1, 255));
}

/** Endings of files that are neither WAV nor raw samples. */
const OTHER_FORMATS: ReadonlySet<string> = new Set(
  "mp3 flac ogg opus m4a aac webm aiff aif au mp4 mov mkv wma caf".split(" "),
);

/** The ending of a file name that promises a format which is neither WAV nor raw samples; undefined for all others. */
export function otherFormat(path: string): string | undefined {
  const extension = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return OTHER_FORMATS.has(extension) ? extension : undefined;
}

/** @throws {InvalidArgumentError} for a name that promises a format which is not written. */
export function outputPath(path: string): string {
  const other = otherFormat(path);
  if (other !== undefined) throw new InvalidArgumentError(`It writes WAV and raw samples, no .${other}.`);
  return path;
}
