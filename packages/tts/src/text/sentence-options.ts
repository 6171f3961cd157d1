import { ConfigurationError, requireDurationMs } from "@kotoba/core";

/** How text that arrives piece by piece is cut into sentences. Lengths count a wide character (kana, kanji, hangul) as two. */
export interface SentenceOptions {
  /**
   * From this length on, the first piece of an utterance may end at a comma, colon or dash already, so that sound starts early.
   * `Infinity`: never. Default 24.
   */
  readonly minFirstLength?: number | undefined;
  /**
   * A sentence that is shorter is given out together with the next one ("Yes. I think so."), unless a pause or the end of the
   * text comes first. 0: every sentence on its own. Default 10.
   */
  readonly minLength?: number | undefined;
  /**
   * How long the source may pause, in milliseconds, before the words that wait for the end of their sentence are given out.
   * `Infinity`: they wait on. Default 500.
   */
  readonly flushAfterMs?: number | undefined;
}

/** The same, checked and complete. */
export interface SentenceSettings {
  readonly minFirstLength: number;
  readonly minLength: number;
  readonly flushAfterMs: number;
}

/** @throws {ConfigurationError} naming the option that cannot be used. */
export function sentenceSettings(options: SentenceOptions): SentenceSettings {
  const { minFirstLength = 24, minLength = 10, flushAfterMs = 500 } = options;
  requireLength("minFirstLength", minFirstLength);
  requireLength("minLength", minLength);
  if (flushAfterMs !== Number.POSITIVE_INFINITY) requireDurationMs("flushAfterMs", flushAfterMs);
  return { minFirstLength, minLength, flushAfterMs };
}

function requireLength(name: string, value: number): void {
  if (typeof value === "number" && value >= 0) return;
  throw new ConfigurationError(`The option ${name} must be a number from 0, not ${JSON.stringify(value)}.`);
}
