import { InvalidArgumentError, Option } from "commander";
import type { LiveInputFlags } from "./live-input-flags.ts";

/** `--captions` of what is live. */
export function captionsFlag(what: string): Option {
  return new Option(
    "--captions <file>",
    `write ${what}, .vtt or .srt, at the end; their times are those of recognition, a little after the speech`,
  ).argParser(captionPath);
}

/** What does not go together with captions; undefined where all does. */
export function captionsContradiction({
  captions,
  pace,
}: LiveInputFlags & { readonly captions?: string }): string | undefined {
  if (captions === undefined || pace !== "fast") return undefined;
  return "--captions needs --pace realtime: their times are those of recognition";
}

function captionPath(path: string): string {
  if (/\.(vtt|srt)$/i.test(path)) return path;
  throw new InvalidArgumentError("It must end in .vtt or .srt.");
}
