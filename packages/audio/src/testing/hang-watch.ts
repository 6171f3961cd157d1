import { Worker } from "node:worker_threads";

/** Far more than anything takes that is watched: it decides nothing but how long a hang is waited for. */
const LIMIT_MS = 60_000;

/** Runs beside the watched code, which may never let a timer run: it says where that hangs, and ends the process. */
const WATCH = `
  const { workerData: { state, seed } } = require("node:worker_threads");
  const { writeSync } = require("node:fs");
  for (let last = -1; ; ) {
    Atomics.wait(state, 1, 0, ${LIMIT_MS});
    if (Atomics.load(state, 1) === 1) break;
    const now = Atomics.load(state, 0);
    if (now === last) {
      writeSync(2, "case " + now + " of seed " + seed + " hangs\\n");
      process.kill(process.pid, "SIGKILL");
    }
    last = now;
  }
`;

/** Watches a row of cases for one that never ends, even one that blocks the thread. Dispose of it afterwards. */
export class HangWatch implements AsyncDisposable {
  readonly #state = new Int32Array(new SharedArrayBuffer(8));
  readonly #worker: Worker;

  constructor(seed: number) {
    this.#worker = new Worker(WATCH, { eval: true, workerData: { state: this.#state, seed } });
  }

  /** Says that a case begins. */
  begin(index: number): void {
    Atomics.store(this.#state, 0, index);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    Atomics.store(this.#state, 1, 1);
    Atomics.notify(this.#state, 1);
    await this.#worker.terminate();
  }
}
