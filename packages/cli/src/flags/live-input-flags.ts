import { type Command, Option } from "commander";
import type { Pace } from "../input/file-input.ts";
import { rateFlag } from "./number-flags.ts";

/** Where live audio comes from, as the flags say it. */
export interface LiveInputFlags {
  readonly mic?: true;
  readonly raw?: true;
  readonly rate?: number;
  readonly pace?: Pace;
}

/** Adds `[file]`, `--mic`, `--raw`, `--rate` and `--pace`. */
export function addLiveInputFlags(command: Command): Command {
  return command
    .argument("[file]", "any audio or video file; - for standard input")
    .option("--mic", "listen to the microphone, through arecord, sox or ffmpeg")
    .option("--raw", "standard input has no header: 16-bit little-endian mono samples")
    .addOption(rateFlag())
    .addOption(
      new Option(
        "--pace <pace>",
        "send a file as it would sound, or as fast as it comes (default: realtime)",
      ).choices(["realtime", "fast"]),
    );
}

/** What does not go together; undefined where all does. */
export function inputContradiction(
  file: string | undefined,
  { mic, raw, rate, pace }: LiveInputFlags,
): string | undefined {
  if (file === undefined && !mic) return "give a file, - for standard input, or --mic";
  if (file !== undefined && mic) return "give a file or --mic, not both";
  if (raw && file !== "-") return "--raw is for standard input: give - as the file";
  if (rate !== undefined && !raw) return "--rate is for --raw: a file says its own rate";
  if (pace !== undefined && (raw || mic)) return "--pace is for files: other audio is sent as it comes";
  return undefined;
}
