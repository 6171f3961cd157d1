import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { ConfigurationError, KotobaClient, type KotobaClientOptions } from "@kotoba/sdk";
import { ExitCode } from "../exit-codes.ts";
import { finishable } from "../interruption.ts";
import { reportOnStandardOutput } from "../output/report-output.ts";
import type { TranscriptFormat } from "../output/transcript-format.ts";
import { openBatchDisplay } from "./batch-display.ts";
import { findInputs } from "./find-inputs.ts";
import { DEFAULT_JOURNAL_NAME, Journal } from "./journal.ts";
import { planResults } from "./plan-results.ts";
import type { RecognitionSettings } from "./recording-identity.ts";
import { runBatch } from "./run-batch.ts";

/** What a person asks for. */
export interface BatchRequest {
  /** Files, folders and patterns. */
  readonly args: readonly string[];
  readonly client: KotobaClientOptions;
  readonly settings: RecognitionSettings;
  readonly format: TranscriptFormat;
  readonly timeoutMs?: number | undefined;
  readonly concurrency: number;
  /** The output folder; undefined: results go beside the recordings. */
  readonly folder?: string | undefined;
  /** Whether to go on where an earlier run ended, and the journal that tells where, if not the usual one. */
  readonly resume?: true | string | undefined;
  readonly json: boolean;
}

/** Transcribes many recordings into files. Everything that can be wrong with the request itself is found before anything is sent. */
export async function transcribeBatch(request: BatchRequest): Promise<void> {
  const { args, folder, format, resume } = request;
  if (args.includes("-"))
    throw new ConfigurationError("Standard input (-) goes alone, without other files, -o and --resume.");
  const inputs = await findInputs(args);
  const journalPath = resume === true ? join(folder ?? ".", DEFAULT_JOURNAL_NAME) : resume;
  const reserved = journalPath === undefined ? [] : [journalPath];
  const tasks = planResults(inputs, { folder, format, reserved });
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  await using client = new KotobaClient(request.client);
  using journal = journalPath === undefined ? undefined : Journal.open(journalPath);
  reportOnStandardOutput();
  using display = await openBatchDisplay(process.stderr, tasks.length);
  const failed = await finishable((interruption) =>
    runBatch({ ...request, client, journal, tasks, display, interruption }),
  );
  if (failed > 0) process.exitCode = ExitCode.batchFailed;
}
