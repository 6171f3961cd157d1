import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import { Resampler } from "@kotoba/audio";
import { abortable, onAbort } from "@kotoba/core";
import type { SynthesisEngine, SynthesisVoice } from "../engines/synthesis-engine.ts";
import { SynthesisError } from "../engines/synthesis-error.ts";
import { createSpeechEncoder } from "../speech/speech-encoder.ts";
import type { SpeechFormat } from "../speech/speech-format.ts";
import type { SessionLink } from "./live-session.ts";
import { checkTextIsNotBlank, checkTextLength } from "./live-tts-client-frames.ts";
import { audioChunk, type ResponseOutcome, responseCreated, responseDone } from "./live-tts-server-frames.ts";
import { outOfOrder } from "./session-failure.ts";

/** So much speech is encoded at a time, in seconds, so that other sessions have their turn. */
const STEP_SECONDS = 0.1;

/** How the responses of a session are spoken. */
export interface ResponseSpeech {
  readonly engine: SynthesisEngine;
  readonly voice: SynthesisVoice;
  readonly format: SpeechFormat;
  /** Rate of what is sent, in Hz. */
  readonly sampleRate: number;
}

/** One response of a synthesis session: from its text to the frames that tell how it sounds. */
export class LiveResponse {
  readonly #id: string;
  readonly #speech: ResponseSpeech;
  readonly #link: SessionLink;
  readonly #text: string | Readable;
  /** What has come of a text in pieces. */
  #received = "";
  #committed = false;
  #cancelled = false;
  #over = false;
  readonly #stop = new AbortController();

  /** @param text - Left out when it comes in pieces. */
  constructor(id: string, text: string | undefined, speech: ResponseSpeech, link: SessionLink) {
    this.#id = id;
    this.#text = text ?? new Readable({ objectMode: true, read() {} });
    this.#speech = speech;
    this.#link = link;
  }

  /** Whether its `response.done` is sent. */
  get isOver(): boolean {
    return this.#over;
  }

  /** Takes the next piece of the text. After the response's end it is dropped: the client may not know yet. */
  append(piece: string): void {
    const text = this.#openText("input_text_buffer.append");
    if (this.#over) return;
    checkTextLength(this.#received.length + piece.length);
    this.#received += piece;
    text.push(piece);
  }

  /** Says that no more text comes; likewise. */
  commit(): void {
    const text = this.#openText("input_text_buffer.commit");
    if (this.#over) return;
    checkTextIsNotBlank(this.#received);
    this.#committed = true;
    text.push(null);
  }

  /** Ends it at once; harmless when it is over. */
  cancel(): void {
    this.#cancelled = true;
    this.#stop.abort(new Error("The response is cancelled."));
  }

  /** Speaks until all is said. To be called once; never rejects. Resolves when nothing of the synthesis is left. */
  async run(): Promise<void> {
    const stopListening = onAbort(this.#link.signal, () => this.#stop.abort(this.#link.signal.reason));
    void this.#link.send([responseCreated(this.#id)]);
    const samples = this.#synthesize();
    const outcome = await this.#speak(samples).then(
      () => ({ status: "completed" }) as const,
      (error: unknown) => this.#outcomeOf(error),
    );
    stopListening();
    this.#over = true;
    if (!this.#link.signal.aborted) void this.#link.send([responseDone(this.#id, outcome)]);
    this.#stop.abort(new Error("The response is over."));
    if (typeof this.#text !== "string") this.#text.destroy();
    await samples.return().catch(() => {});
  }

  async *#synthesize(): AsyncGenerator<Float32Array, void, void> {
    const { engine, voice } = this.#speech;
    const { signal } = this.#stop;
    yield* engine.synthesize({ text: this.#text, language: voice.language, voice: voice.id, signal });
  }

  async #speak(samples: AsyncGenerator<Float32Array, void, void>): Promise<void> {
    const { voice, format, sampleRate } = this.#speech;
    const { signal } = this.#stop;
    using encoder = createSpeechEncoder(format, sampleRate);
    const resampler = new Resampler({
      inputRate: voice.sampleRate,
      outputRate: sampleRate,
      quality: "fast",
    });
    const step = Math.ceil(voice.sampleRate * STEP_SECONDS);
    for (;;) {
      const { done, value } = await abortable(samples.next(), signal);
      if (done) break;
      for (let at = 0; at < value.length; at += step) {
        await this.#send(encoder.encode(resampler.process(value.subarray(at, at + step))));
        // A client that reads as fast as this would leave no time for anyone else.
        await setImmediate();
        signal.throwIfAborted();
      }
    }
    await this.#send(encoder.encode(resampler.flush()));
    await this.#send([encoder.finish()], true);
  }

  /** Waits for the client to take them: no more speech is made than it takes. */
  async #send(chunks: readonly Uint8Array[], isFinal = false): Promise<void> {
    const frames = chunks.map((chunk) => audioChunk(this.#id, chunk, isFinal));
    await abortable(this.#link.send(frames), this.#stop.signal);
  }

  #outcomeOf(error: unknown): ResponseOutcome {
    if (this.#cancelled) return { status: "cancelled" };
    if (error instanceof SynthesisError) {
      return { status: "failed", error: { code: error.code, message: error.message } };
    }
    const reason = error instanceof Error ? error.message : String(error);
    if (!this.#link.signal.aborted) this.#link.logger.error("A synthesis failed", { reason });
    return {
      status: "failed",
      error: { code: "internal_error", message: `The synthesis failed: ${reason}` },
    };
  }

  #openText(frameType: string): Readable {
    if (typeof this.#text === "string") throw outOfOrder(`${frameType} for a response whose text is whole.`);
    if (this.#committed) throw outOfOrder(`${frameType} after input_text_buffer.commit.`);
    return this.#text;
  }
}
