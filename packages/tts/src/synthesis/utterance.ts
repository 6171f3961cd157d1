import type { ActiveResponse } from "./active-response.ts";
import type { UtteranceText } from "./utterance-text.ts";

/** How an utterance ended. */
export type UtteranceStatus = "completed" | "cancelled";

/** What one call of `synthesize` speaks: one response, or one for each sentence. */
export class Utterance {
  readonly text: UtteranceText;
  /** Those that were asked for so far. */
  readonly responses: ActiveResponse[] = [];
  isCancelled = false;

  constructor(text: UtteranceText) {
    this.text = text;
  }

  /** Speaks no further text. */
  cancel(): void {
    this.isCancelled = true;
    this.text.drop();
  }
}
