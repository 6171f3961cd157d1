import { open } from "node:fs/promises";
import { ConfigurationError, type Segment, toSrt, toVtt } from "@kotoba/sdk";
import { writingTo } from "./writing-to.ts";

/** The ways to write captions down. */
export type CaptionFormat = "srt" | "vtt";

/** A file of captions, which is written at the end. */
export interface CaptionFile {
  /** `srt` where the name says so, else WebVTT. */
  readonly format: CaptionFormat;
  /** Writes it, and closes it. */
  write(captions: string): Promise<void>;
}

/**
 * Opens the file.
 *
 * @throws {ConfigurationError} when it cannot be written: now, and not after an hour of talk.
 */
export async function openCaptionFile(path: string): Promise<CaptionFile> {
  const file = await open(path, "w").catch((cause: NodeJS.ErrnoException) => {
    throw new ConfigurationError(`The captions cannot be written to ${path}: ${cause.code}.`, { cause });
  });
  return {
    format: /\.srt$/i.test(path) ? "srt" : "vtt",
    async write(captions) {
      try {
        await writingTo(path, file.writeFile(captions));
      } finally {
        await file.close();
      }
    },
  };
}

/** Captions of what was said in one language. */
export function captionsOf(turns: readonly Segment[], format: CaptionFormat): string {
  return format === "srt" ? toSrt(turns) : toVtt(turns);
}
