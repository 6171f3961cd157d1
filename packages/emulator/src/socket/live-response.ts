import { Readable } from "node:stream";
import { abortable, onAbort } from "@kotoba/core";
import { SynthesisError } from "../engines/synthesis-error.ts";
import { type SessionSpeech, speechChunks, synthesize } from "../speech/session-speech.ts";
import type { SessionLink } from "./live-session.ts";
import { checkTextIsNotBlank, checkTextLength } from "./live-tts-client-frames.ts";
import { audioChunk, type ResponseOutcome, responseCreated, responseDone } from "./live-tts-server-frames.ts";
import { outOfOrder } from "./session-failure.ts";

/** One response of a synthesis session: from its text to the frames that tell how it sounds. */
export class LiveResponse {
  readonly #id: string;
  readonly #speech: SessionSpeech;
  readonly #link: SessionLink;
  readonly #text: string | Readable;
  /** What has come of a text in pieces. */
  #received = "";
  #committed = false;
  #cancelled = false;
  #over = false;
  readonly #stop = new AbortController();

  /** @param text - Left out when it comes in pieces. */
  constructor(id: string, text: string | undefined, speech: SessionSpeech, link: SessionLink) {
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
    const samples = synthesize(this.#speech, this.#text, this.#stop.signal);
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

  /** Waits for the client to take each chunk: no more speech is made than it takes. */
  async #speak(samples: AsyncIterable<Float32Array>): Promise<void> {
    const { signal } = this.#stop;
    for await (const { bytes, isLast } of speechChunks(samples, this.#speech, signal)) {
      await abortable(this.#link.send([audioChunk(this.#id, bytes, isLast)]), signal);
    }
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
