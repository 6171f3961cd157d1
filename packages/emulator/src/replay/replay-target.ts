/** To whom exchanges are made anew. */
export interface ReplayTarget {
  /** Its origin. */
  readonly url: URL;
  readonly apiKey: string;
  readonly signal: AbortSignal;
}

/** What was answered, in kinds: statuses, codes and types of frames, without what they hold. */
export interface Answers {
  readonly logged: readonly string[];
  readonly actual: readonly string[];
}
