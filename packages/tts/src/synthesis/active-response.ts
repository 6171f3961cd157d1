import type { ProtocolError } from "@kotoba/core";

/** How a response ended. */
export type ResponseOutcome =
  | { readonly status: "completed" | "cancelled" }
  | { readonly status: "failed"; readonly error: ProtocolError };

/** One response, from the request to its end. */
export class ActiveResponse {
  /** The client's name for it, until the service gives it another. */
  id: string;
  /** What it is to speak; grows where text is sent piece by piece. */
  text: string;
  /** The service has said that it begins. */
  isAnnounced = false;
  /** Seconds of audio that have come. */
  seconds = 0;
  /** Whether all its audio has come. */
  isComplete = false;
  /** It was cancelled: its audio reaches nobody from here on. */
  isSilenced = false;
  /** Never rejects. */
  readonly finished: Promise<ResponseOutcome>;
  #resolve: (outcome: ResponseOutcome) => void = () => {};

  constructor(id: string, text: string) {
    this.id = id;
    this.text = text;
    this.finished = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  finish(outcome: ResponseOutcome): void {
    this.isComplete = outcome.status === "completed";
    this.#resolve(outcome);
  }
}
