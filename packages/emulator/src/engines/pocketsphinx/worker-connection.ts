import { type Transferable, Worker } from "node:worker_threads";
import type { RecognitionProgress } from "../recognition-engine.ts";
import type { WorkerAnswer, WorkerCall, WorkerRequest, WorkerSettings } from "./worker-messages.ts";

interface PendingCall {
  readonly resolve: (progress: RecognitionProgress) => void;
  readonly reject: (reason: unknown) => void;
}

/** A worker thread, asked and answering. Alone it keeps no process alive: see {@link WorkerConnection.hold}. */
export class WorkerConnection {
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingCall>();
  #calls = 0;
  #holds = 0;
  #failure: Error | undefined;

  constructor(file: string, settings: WorkerSettings) {
    // Flags of the process, such as --input-type, are not for this file.
    this.#worker = new Worker(file, { workerData: settings, execArgv: [] });
    this.#worker.unref();
    this.#worker.on("message", ({ call, progress }: WorkerAnswer) => {
      this.#pending.get(call)?.resolve(progress);
      this.#pending.delete(call);
    });
    this.#worker.on("error", (cause: unknown) => {
      // The engine's glue throws strings.
      const what = cause instanceof Error ? cause.message : String(cause);
      this.#fail(new Error(`The pocketsphinx worker failed: ${what}`, { cause }));
    });
    this.#worker.on("exit", (code) =>
      this.#fail(new Error(`The pocketsphinx worker ended unexpectedly, with code ${code}.`)),
    );
  }

  /** Whether the worker can no longer answer. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Rejects when the worker ends before it answers. */
  call(request: WorkerRequest, transfer: readonly Transferable[] = []): Promise<RecognitionProgress> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      const call: WorkerCall = { call: ++this.#calls, request };
      this.#pending.set(call.call, { resolve, reject });
      this.#worker.postMessage(call, transfer);
    });
  }

  /** Keeps the process alive until as many calls of {@link WorkerConnection.release}. */
  hold(): void {
    if (this.#holds++ === 0) this.#worker.ref();
  }

  release(): void {
    if (--this.#holds === 0) this.#worker.unref();
  }

  /** Ends the worker; what is pending rejects with the reason. */
  async terminate(reason: Error): Promise<void> {
    this.#fail(reason);
    await this.#worker.terminate();
  }

  #fail(failure: Error): void {
    this.#failure ??= failure;
    for (const { reject } of this.#pending.values()) reject(this.#failure);
    this.#pending.clear();
  }
}
