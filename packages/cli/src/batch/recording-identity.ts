import { stat } from "node:fs/promises";
import { resolve } from "node:path";

/** What has an influence on a transcript, beside the recording. The way in which it is written down has none. */
export interface RecognitionSettings {
  readonly mode: "job" | "one-shot";
  readonly withTimestamps: boolean;
  readonly language?: string | undefined;
  readonly kana?: boolean | undefined;
  readonly keywords?: readonly string[] | undefined;
}

/** One state of one file, to be transcribed in one way: what a journal knows a transcript by. */
export interface RecordingIdentity {
  /** Absolute. */
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  /** {@link RecognitionSettings} as JSON, the properties in that order. */
  readonly settings: string;
}

/** Looks at a file. Undefined when it is not there (any more). */
export async function identifyRecording(
  path: string,
  settings: RecognitionSettings,
): Promise<RecordingIdentity | undefined> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return undefined;
  const { mode, withTimestamps, language, kana, keywords } = settings;
  return {
    path: resolve(path),
    size: found.size,
    mtimeMs: found.mtimeMs,
    settings: JSON.stringify({ mode, withTimestamps, language, kana, keywords }),
  };
}
