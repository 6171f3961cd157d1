import { setImmediate } from "node:timers/promises";
import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import type { RecognitionProgress } from "../recognition-engine.ts";
import { serveCalls } from "../worker-connection.ts";
import { DecoderPool } from "./decoder-pool.ts";
import { loadPocketsphinx } from "./pocketsphinx-module.ts";
import { UtteranceRecognition } from "./utterance-recognition.ts";
import type { WorkerRequest, WorkerSettings } from "./worker-messages.ts";

/** 100 ms of audio: after so much, the other recognitions have their turn. */
const SAMPLES_PER_TURN = 1600;

/** Measured: 5 MB for the engine, and for each recogniser 82 MB and up to 17 MB more within an utterance of 30 s. */
const ENGINE_BYTES = 16 * 2 ** 20;
const RECOGNIZER_BYTES = 112 * 2 ** 20;

const nothing: RecognitionProgress = { utterances: [], partial: "" };

/** Runs the recognitions of one engine, side by side. */
class RecognitionServer {
  readonly #decoders: DecoderPool;
  readonly #recognitions = new Map<number, UtteranceRecognition>();

  constructor(decoders: DecoderPool) {
    this.#decoders = decoders;
  }

  async handle(request: WorkerRequest): Promise<RecognitionProgress> {
    switch (request.type) {
      case "warm-up":
        this.#decoders.give(this.#decoders.take());
        return nothing;
      case "open":
        this.#recognitions.set(
          request.recognition,
          new UtteranceRecognition(this.#decoders.take(), request.silenceDurationMs),
        );
        return nothing;
      case "accept":
        return this.#accept(request.recognition, request.samples);
      case "finish":
        return this.#finish(request.recognition);
    }
  }

  async #accept(id: number, samples: Int16Array): Promise<RecognitionProgress> {
    for (let at = 0; at < samples.length; at += SAMPLES_PER_TURN) {
      this.#recognitions.get(id)?.accept(samples.subarray(at, at + SAMPLES_PER_TURN));
      await setImmediate();
      // Finished in the meantime: nobody waits for the rest.
      if (!this.#recognitions.has(id)) return nothing;
    }
    return this.#recognitions.get(id)?.takeProgress() ?? nothing;
  }

  #finish(id: number): RecognitionProgress {
    const recognition = this.#recognitions.get(id);
    if (recognition === undefined) return nothing;
    this.#recognitions.delete(id);
    recognition.finish();
    this.#decoders.give(recognition.decoder);
    return recognition.takeProgress();
  }
}

async function serve(port: MessagePort, settings: WorkerSettings): Promise<void> {
  const memoryBytes = ENGINE_BYTES + settings.maxRecognizers * RECOGNIZER_BYTES;
  const engine = await loadPocketsphinx(settings.directory, memoryBytes);
  const server = new RecognitionServer(new DecoderPool(engine));
  serveCalls<WorkerRequest, RecognitionProgress>(port, (request) => server.handle(request));
}

if (parentPort !== null) await serve(parentPort, workerData);
