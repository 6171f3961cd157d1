import type { Gap } from "@kotoba/core";
import type { Segment } from "./segment.ts";

/** A finished transcript. */
export interface TranscriptResult {
  /** The whole text. Empty when the audio holds no speech. */
  readonly text: string;
  /** The job that made it; absent in mode `one-shot`. */
  readonly jobId?: string;
  /**
   * Phrases (mode `job`) or single words (mode `one-shot`) with their times. Absent unless `withTimestamps` was asked for and the
   * deployment made timings.
   */
  readonly segments?: readonly Segment[];
  /** What else is known. */
  readonly metadata: TranscriptMetadata;
}

/** What is known of a transcript beside its words. */
export interface TranscriptMetadata {
  /** How it was made. */
  readonly mode: "job" | "one-shot" | "live";
  /** ISO 639-1 code: what was asked for, or what the service found in mode `one-shot`. Unknown for a job that was only waited for. */
  readonly language?: string;
  /** How sure the service is of the language, from 0 to 1. Mode `one-shot` only. */
  readonly languageProbability?: number;
  /** Length of the audio in seconds, where the service measured it. */
  readonly audioDurationSeconds?: number;
  /** What of the audio is not in the transcript, for it was lost with a line. Mode `live` only; absent when nothing was. */
  readonly gaps?: readonly Gap[];
}
