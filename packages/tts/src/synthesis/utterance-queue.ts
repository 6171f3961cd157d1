import { abortable, type Clock, type SessionRunner, TimeoutError } from "@kotoba/core";
import {
  RESPONSE_CANCEL_FRAME,
  type ResponseFields,
  responseCreateFrame,
  TEXT_COMMIT_FRAME,
  textAppendFrame,
} from "../protocol/tts-client-frames.ts";
import type { ActiveResponse } from "./active-response.ts";
import { SpokenHistory } from "./spoken-history.ts";
import type { TtsEvent } from "./synthesis-events.ts";
import type { SynthesisSettings } from "./synthesis-options.ts";
import type { TtsProtocol } from "./tts-protocol.ts";
import { Utterance, type UtteranceStatus } from "./utterance.ts";
import type { UtteranceText } from "./utterance-text.ts";

/** How long a cancelled response may take to end. */
const CANCEL_LIMIT_MS = 5000;

/** Speaks one utterance after the other on a session, and cancels them. */
export class UtteranceQueue {
  readonly history: SpokenHistory = new SpokenHistory();
  readonly #runner: SessionRunner<TtsEvent>;
  readonly #protocol: TtsProtocol;
  readonly #settings: SynthesisSettings;
  readonly #clock: Clock;
  /** Those that have not ended. */
  readonly #utterances = new Set<Utterance>();
  #lastSpoken: Promise<unknown> = Promise.resolve();
  #cancelled: Promise<void> = Promise.resolve();

  constructor(
    runner: SessionRunner<TtsEvent>,
    protocol: TtsProtocol,
    settings: SynthesisSettings,
    clock: Clock,
  ) {
    this.#runner = runner;
    this.#protocol = protocol;
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Speaks a text when those before it have been spoken. */
  speak(text: UtteranceText): Promise<UtteranceStatus> {
    const utterance = new Utterance(text);
    this.#utterances.add(utterance);
    const spoken = this.#lastSpoken.then(() => this.#speakNow(utterance));
    this.#lastSpoken = spoken.catch(() => {});
    return spoken;
  }

  /** Ends all that was asked for so far. Resolves when the service has, at once where it has nothing to end. */
  cancel(): Promise<void> {
    for (const utterance of this.#utterances) utterance.cancel();
    this.history.cancelComing();
    this.#runner.dropEvents(({ type }) => type === "audio_chunk");
    const { active } = this.#protocol;
    if (active === undefined || this.#runner.state === "closed") return Promise.resolve();
    if (!active.isSilenced) {
      active.isSilenced = true;
      this.#cancelled = this.#cancelResponse(active);
    }
    return this.#cancelled;
  }

  async #cancelResponse({ finished }: ActiveResponse): Promise<void> {
    const cancelTimer = this.#clock.schedule(() => {
      const message = `The service did not end a cancelled response within ${CANCEL_LIMIT_MS} ms.`;
      this.#runner.fail(new TimeoutError(message, { phase: "finish", limitMs: CANCEL_LIMIT_MS }));
    }, CANCEL_LIMIT_MS);
    try {
      await this.#runner.request(RESPONSE_CANCEL_FRAME);
      await abortable(finished, this.#runner.ended);
    } finally {
      cancelTimer();
    }
  }

  async #speakNow(utterance: Utterance): Promise<UtteranceStatus> {
    this.history.begin(utterance);
    try {
      if (utterance.isCancelled) return "cancelled";
      if (this.#settings.textInput === "incremental") return await this.#speakPieces(utterance);
      return await this.#speakSentences(utterance);
    } finally {
      this.#utterances.delete(utterance);
      this.history.end(utterance);
      utterance.text.drop();
    }
  }

  /** Each sentence is a response, asked for as soon as the one before is done; the next is being read meanwhile. */
  async #speakSentences(utterance: Utterance): Promise<UtteranceStatus> {
    for (;;) {
      const sentence = await this.#nextPart(utterance);
      if (utterance.isCancelled) return "cancelled";
      if (sentence === undefined) return "completed";
      const response = this.#begin(utterance, sentence);
      await this.#runner.request(this.#createFrame(response, { text: sentence }));
      void utterance.text.readAhead();
      const status = await this.#statusOf(response, utterance);
      if (status === "cancelled") return status;
    }
  }

  /** One response, whose text follows piece by piece. */
  async #speakPieces(utterance: Utterance): Promise<UtteranceStatus> {
    const first = await this.#nextPart(utterance);
    if (utterance.isCancelled) return "cancelled";
    if (first === undefined) return "completed";
    const response = this.#begin(utterance, first);
    await this.#runner.send(this.#createFrame(response, {}));
    // A response that ends before its text wants no more of it.
    void response.finished.then(() => utterance.text.drop());
    let failure: { readonly error: unknown } | undefined;
    try {
      for (let piece: string | undefined = first; piece !== undefined; ) {
        await this.#runner.send(textAppendFrame(piece));
        piece = await this.#nextPart(utterance);
        response.text += piece ?? "";
      }
    } catch (error) {
      // What came before a source failed is spoken all the same.
      failure = { error };
    }
    if (this.#protocol.active === response && !utterance.isCancelled) {
      await this.#runner.request(TEXT_COMMIT_FRAME);
    }
    const status = await this.#statusOf(response, utterance);
    if (failure !== undefined && status !== "cancelled") throw failure.error;
    return status;
  }

  #begin(utterance: Utterance, text: string): ActiveResponse {
    const response = this.#protocol.begin(text);
    utterance.responses.push(response);
    return response;
  }

  #createFrame({ id }: ActiveResponse, text: Pick<ResponseFields, "text">): string {
    const { maxLength } = this.#settings;
    return responseCreateFrame({
      ...text,
      response_id: id,
      ...(maxLength === undefined ? {} : { max_length: maxLength }),
    });
  }

  /** @throws what ended the session. */
  #nextPart({ text }: Utterance): Promise<string | undefined> {
    this.#runner.requireOpen();
    return abortable(text.next(), this.#runner.ended);
  }

  /** How a response ends. @throws {ProtocolError} when it failed. @throws what ended the session. */
  async #statusOf(response: ActiveResponse, utterance: Utterance): Promise<UtteranceStatus> {
    const outcome = await abortable(response.finished, this.#runner.ended);
    if (utterance.isCancelled) return "cancelled";
    if (outcome.status === "failed") throw outcome.error;
    return outcome.status;
  }
}
