import { open } from "node:fs/promises";
import { ConfigurationError, type Segment, toSrt, toVtt } from "@kotoba/sdk";
import type { LiveOutput } from "./live-output.ts";
import { OpenTurns } from "./open-turns.ts";

/**
 * A file of captions, `.srt` or else WebVTT, written at the end; with the times at which the words were recognised.
 *
 * @throws {ConfigurationError} when it cannot be written: now, and not after an hour of talk.
 */
export async function captionFile(path: string): Promise<LiveOutput> {
  const file = await open(path, "w").catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigurationError(`The captions cannot be written to ${path}: ${cause.code}.`, { cause });
  });
  const turns = new OpenTurns();
  const ended: Segment[] = [];
  return {
    show(event, time) {
      const turn = turns.add(event, time);
      if (turn !== undefined) ended.push(turn);
    },
    async end() {
      ended.push(...turns.end());
      try {
        await file.writeFile(/\.srt$/i.test(path) ? toSrt(ended) : toVtt(ended));
      } finally {
        await file.close();
      }
    },
  };
}
