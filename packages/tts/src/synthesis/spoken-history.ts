import type { SpokenSentence } from "./interruption.ts";
import type { Utterance } from "./utterance.ts";

/** Remembers what is being heard: the latest utterance of which the consumer has taken audio, and those that follow it. */
export class SpokenHistory {
  #heard: Utterance | undefined;
  #coming: Utterance[] = [];
  #lastTakenId: string | undefined;

  /** An utterance is about to be spoken. */
  begin(utterance: Utterance): void {
    this.#coming.push(utterance);
  }

  /** An utterance has ended. One of which no audio came will never be heard. */
  end(utterance: Utterance): void {
    if (utterance.responses.some(({ seconds }) => seconds > 0)) return;
    this.#coming = this.#coming.filter((other) => other !== utterance);
  }

  /** The consumer takes audio of a response. */
  take(responseId: string): void {
    if (responseId === this.#lastTakenId) return;
    this.#lastTakenId = responseId;
    const index = this.#coming.findIndex(({ responses }) => responses.some(({ id }) => id === responseId));
    if (index < 0) return;
    this.#heard = this.#coming[index];
    this.#coming.splice(0, index + 1);
  }

  /** The sentences of what is being heard, or else of what will be first. */
  sentences(): readonly SpokenSentence[] {
    const utterance = this.#heard ?? this.#coming[0];
    if (utterance === undefined) return [];
    const { responses, text } = utterance;
    if (text.partAhead === undefined) return responses;
    return [...responses, { text: text.partAhead, seconds: 0, isComplete: false }];
  }

  /** Forgets what nobody will hear. */
  cancelComing(): void {
    this.#coming = [];
  }
}
