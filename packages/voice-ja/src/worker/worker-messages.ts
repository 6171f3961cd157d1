/** What the worker is asked to speak; see `OpenJtalk.speak`. */
export interface WorkerRequest {
  readonly phrase: string;
  readonly speed: number;
}

/** What the worker says: nothing but that it has loaded, at first; then, for each request in turn, the samples. */
export type WorkerAnswer = Float32Array | undefined;
