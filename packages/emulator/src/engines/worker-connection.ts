import { type MessagePort, type Transferable, Worker } from "node:worker_threads";

/** A request with the number that its answer will bear. */
interface Call<Request> {
  readonly call: number;
  readonly request: Request;
}

interface Reply<Answer> {
  readonly call: number;
  readonly answer: Answer;
}

interface PendingCall<Answer> {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * Answers the calls of a {@link WorkerConnection}, inside its worker. A handler that fails ends the worker: its memory can't be
 * trusted then.
 */
export function serveCalls<Request, Answer>(
  port: MessagePort,
  handle: (request: Request) => Promise<Answer> | Answer,
): void {
  port.on("message", async ({ call, request }: Call<Request>) => {
    const reply: Reply<Answer> = { call, answer: await handle(request) };
    port.postMessage(reply);
  });
}

/** A worker thread, asked and answering. Alone it keeps no process alive: see {@link WorkerConnection.hold}. */
export class WorkerConnection<Request, Answer> {
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingCall<Answer>>();
  #calls = 0;
  #holds = 0;
  #failure: Error | undefined;

  /** Starts the worker; `name` is the engine's, for messages. */
  constructor(name: string, file: string, workerData: unknown) {
    // Flags of the process, such as --input-type, are not for this file.
    this.#worker = new Worker(file, { workerData, execArgv: [] });
    this.#worker.unref();
    this.#worker.on("message", ({ call, answer }: Reply<Answer>) => {
      this.#pending.get(call)?.resolve(answer);
      this.#pending.delete(call);
    });
    this.#worker.on("error", (cause: unknown) => {
      // The glue of engines throws strings.
      const what = cause instanceof Error ? cause.message : String(cause);
      this.#fail(new Error(`The ${name} worker failed: ${what}`, { cause }));
    });
    this.#worker.on("exit", (code) =>
      this.#fail(new Error(`The ${name} worker ended unexpectedly, with code ${code}.`)),
    );
  }

  /** Whether the worker can no longer answer. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /** Rejects when the worker ends before it answers. */
  call(request: Request, transfer: readonly Transferable[] = []): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.#failure !== undefined) return reject(this.#failure);
      const call: Call<Request> = { call: ++this.#calls, request };
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
