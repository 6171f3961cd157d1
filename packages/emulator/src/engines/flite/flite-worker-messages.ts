import type { WorkerConnection } from "../worker-connection.ts";

/** What the worker is started with, as its `workerData`. */
export interface FliteSettings {
  /** Path of flite's WebAssembly module. */
  readonly module: string;
}

/** What the worker is asked to speak. */
export interface FliteRequest {
  /** Printable ASCII. */
  readonly text: string;
  readonly voice: string;
}

/** The speech, 16-bit samples in little endian, or why there is none; the worker can go on in either case. */
export type FliteAnswer = { readonly speech: Uint8Array } | { readonly failure: string };

/** The worker, seen from outside. */
export type FliteConnection = WorkerConnection<FliteRequest, FliteAnswer>;
