import { untilAborted } from "./until-aborted.ts";

/** A text, or for `-` what comes on standard input, as it comes. */
export function textInput(text: string, signal: AbortSignal): string | AsyncIterable<string> {
  return text === "-" ? untilAborted(process.stdin.setEncoding("utf8"), signal) : text;
}
