import { ConfigurationError } from "../errors/configuration-error.ts";
import { TimeoutError } from "../errors/timeout-error.ts";
import { DEAD_AFTER_MS } from "../socket/keep-alive.ts";

/** The error for a line that broke without a word. @param place - The peer's URL as it may be shown. */
export function lineDead(place: string): TimeoutError {
  const message = `${place} gave no sign of life for ${DEAD_AFTER_MS / 1000} s: the line is dead.`;
  return new TimeoutError(message, { phase: "keepalive", limitMs: DEAD_AFTER_MS });
}

/** The error for a service that owes an answer, and says nothing. */
export function notFinished(place: string, limitMs: number): TimeoutError {
  const message = `${place} did not finish: it was silent for ${limitMs} ms while its answer was due.`;
  return new TimeoutError(message, { phase: "finish", limitMs });
}

/** The error for an answer that could never be seen, for nobody takes the events before it. */
export function notIterated(): ConfigurationError {
  const message =
    "The events of this session pile up, and nobody takes them: iterate over the session while you wait for an answer.";
  return new ConfigurationError(message, { code: "not_iterated" });
}
