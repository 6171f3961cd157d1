import type { Transferable } from "node:worker_threads";
import { abortable } from "@kotoba/core";
import type { Recognition, RecognitionProgress, RecognizedUtterance } from "../recognition-engine.ts";
import type { PocketsphinxConnection, WorkerRequest } from "./worker-messages.ts";

/** What a {@link PocketsphinxRecognition} is made of. */
export interface PocketsphinxRecognitionOptions {
  /** Unique among the recognitions of the worker. */
  readonly id: number;
  readonly worker: PocketsphinxConnection;
  readonly signal: AbortSignal | undefined;
  /** Called once, when the worker's recogniser is free again or the worker is gone. */
  readonly onReleased: () => void;
}

/** The caller's end of one recognition in the worker. */
export class PocketsphinxRecognition implements Recognition {
  readonly #options: PocketsphinxRecognitionOptions;
  /** Aborted once the recognition is over, with the reason that later calls reject with. */
  readonly #over = new AbortController();
  readonly #onAbort = (): void => this.end(this.#options.signal?.reason);
  #release: Promise<RecognitionProgress> | undefined;

  constructor(options: PocketsphinxRecognitionOptions) {
    this.#options = options;
    options.worker.hold();
    options.signal?.addEventListener("abort", this.#onAbort);
    if (options.signal?.aborted) this.#onAbort();
  }

  /** Opens the recognition in the worker. To be awaited before any other call. */
  async begin(silenceDurationMs: number): Promise<void> {
    await this.#request({ type: "open", recognition: this.#options.id, silenceDurationMs });
  }

  accept(samples: Int16Array): Promise<RecognitionProgress> {
    // The caller keeps its own buffer: a copy goes to the worker.
    const copy = new Int16Array(samples);
    return this.#request({ type: "accept", recognition: this.#options.id, samples: copy }, [copy.buffer]);
  }

  async finish(): Promise<readonly RecognizedUtterance[]> {
    const { utterances } = await this.#whileOpen(() => this.#released());
    this.end(new Error("The recognition is finished."));
    return utterances;
  }

  /** Ends the recognition, unless it is over: what is pending, and what comes, rejects with the reason. */
  end(reason: unknown): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort(reason);
    this.#options.signal?.removeEventListener("abort", this.#onAbort);
    // That the worker failed was said to who waited for it.
    this.#released().catch(() => {});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.end(new Error("The recognition is closed."));
    await this.#released().catch(() => {});
  }

  #request(request: WorkerRequest, transfer?: readonly Transferable[]): Promise<RecognitionProgress> {
    return this.#whileOpen(() => this.#options.worker.call(request, transfer));
  }

  async #whileOpen(act: () => Promise<RecognitionProgress>): Promise<RecognitionProgress> {
    this.#over.signal.throwIfAborted();
    try {
      return await abortable(act(), this.#over.signal);
    } catch (error) {
      this.end(error);
      throw error;
    }
  }

  /** Ends the recognition in the worker, once. */
  #released(): Promise<RecognitionProgress> {
    const { id, worker, onReleased } = this.#options;
    this.#release ??= worker.call({ type: "finish", recognition: id }).finally(() => {
      onReleased();
      worker.release();
    });
    return this.#release;
  }
}
