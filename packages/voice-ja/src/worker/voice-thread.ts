import { createRequire } from "node:module";
import { Worker } from "node:worker_threads";
import { KotobaError } from "@kotoba/core";
import type { WorkerAnswer, WorkerRequest } from "./worker-messages.ts";

interface PendingAnswer {
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (reason: KotobaError) => void;
}

/**
 * The worker thread of a voice, seen from outside. It is asked one thing at a time, and keeps the process alive only until it
 * has answered.
 */
export class VoiceThread {
  /** Rejects when the engine cannot be loaded. */
  readonly loaded: Promise<void>;
  readonly #worker: Worker;
  #pending: PendingAnswer | undefined;
  #failure: KotobaError | undefined;

  constructor() {
    // Flags of the process, such as --input-type, are not for this file.
    this.#worker = new Worker(createRequire(import.meta.url).resolve("#voice-worker"), { execArgv: [] });
    this.#worker.on("message", (answer: WorkerAnswer) => this.#settle()?.resolve(answer));
    this.#worker.on("error", (cause: unknown) => {
      const what = cause instanceof Error ? cause.message : String(cause);
      this.#fail(voiceFailed(`The Japanese voice failed: ${what}`, cause));
    });
    this.#worker.on("exit", () =>
      this.#fail(voiceFailed("The thread of the Japanese voice ended unexpectedly.")),
    );
    this.loaded = this.#answer().then(() => {});
    // It need not be awaited: who speaks then is told.
    this.loaded.catch(() => {});
  }

  /** Whether it can no longer answer. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Speaks a phrase, once it has loaded and has answered the call before. Rejects when the thread ends before it answers. */
  async speak(request: WorkerRequest): Promise<Float32Array> {
    const answer = this.#answer();
    this.#worker.postMessage(request);
    return (await answer) ?? new Float32Array();
  }

  /** Ends the thread; what is pending rejects with the reason. */
  async terminate(reason: KotobaError): Promise<void> {
    this.#fail(reason);
    await this.#worker.terminate();
  }

  #answer(): Promise<WorkerAnswer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      this.#pending = { resolve, reject };
      this.#worker.ref();
    });
  }

  #settle(): PendingAnswer | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    this.#worker.unref();
    return pending;
  }

  #fail(failure: KotobaError): void {
    this.#failure ??= failure;
    this.#settle()?.reject(this.#failure);
  }
}

function voiceFailed(message: string, cause?: unknown): KotobaError {
  return new KotobaError(message, { code: "voice_failed", cause });
}
