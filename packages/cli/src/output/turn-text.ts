import { isSteerable } from "./is-steerable.ts";
import type { LiveOutput, TurnEvent } from "./live-output.ts";

/** What is said, on standard output: a last line that grows where that is a terminal, else a line for each turn. */
export async function turnText(): Promise<LiveOutput<TurnEvent>> {
  const { stdout } = process;
  if (isSteerable(stdout)) return (await import("./live-line.ts")).liveLine(stdout);
  return (await import("./turn-lines.ts")).turnLines(stdout);
}
