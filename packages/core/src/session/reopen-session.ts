import { abortableDelay } from "../abort/abortable-delay.ts";
import type { ClientContext } from "../client-context.ts";
import { ConnectionLostError } from "../errors/connection-lost-error.ts";
import type { KotobaError } from "../errors/kotoba-error.ts";
import { TimeoutError } from "../errors/timeout-error.ts";
import { backoffDelayMs } from "../retry/backoff.ts";
import { attemptSession, DEFAULT_HANDSHAKE_TIMEOUT_MS, type SessionSetUp } from "./open-session.ts";
import type { SessionRunner } from "./session-runner.ts";

/** Whether a session ended for want of a line alone: another may go on where it stopped. */
export function isLostLine(error: unknown): error is ConnectionLostError | TimeoutError {
  if (ConnectionLostError.isInstance(error)) return error.retryable;
  return TimeoutError.isInstance(error) && error.phase === "keepalive";
}

/** How long and how often a new line is tried for. */
export interface ReopenOptions {
  /** No attempt goes on after this time of the client's clock. */
  readonly endTime: number;
  /** The number of the first attempt, from 1: the higher it is, the longer the wait before. */
  readonly firstAttempt: number;
  /** Told of each attempt, before the wait for it. */
  readonly onAttempt: (attempt: number) => void;
}

/** What came of it. */
export type ReopenOutcome<Event> =
  | { readonly ok: true; readonly runner: SessionRunner<Event> }
  /** Time is up; with what the last attempt failed with, if there was one. */
  | { readonly ok: false; readonly lastError: KotobaError | undefined };

/**
 * Opens a session again whose line was lost: tries until one stands or time is up, with full-jitter waits between. Only the time limits
 * the attempts: whoever has audio in hand is not helped by giving up sooner.
 *
 * @throws {KotobaError} what would not go away: a refusal for the key, the route or the settings.
 * @throws the reason of the signal.
 */
export async function reopenSession<Event>(
  context: ClientContext,
  setUp: SessionSetUp<Event>,
  { endTime, firstAttempt, onAttempt }: ReopenOptions,
): Promise<ReopenOutcome<Event>> {
  const { clock, random, logger } = context;
  const { signal, timeoutMs = DEFAULT_HANDSHAKE_TIMEOUT_MS } = setUp.options;
  const policy = context.retryPolicy(setUp.options);
  let lastError: KotobaError | undefined;
  let askedForMs = 0;
  for (let attempt = firstAttempt; ; attempt++) {
    onAttempt(attempt);
    const delayMs = askedForMs + backoffDelayMs(policy, attempt, random());
    const leftMs = endTime - clock.now();
    await abortableDelay(clock, Math.max(0, Math.min(delayMs, leftMs)), signal);
    if (delayMs >= leftMs) return { ok: false, lastError };
    // The machine may have slept.
    if (endTime <= clock.now()) return { ok: false, lastError };
    const limitMs = Math.ceil(Math.min(timeoutMs, endTime - clock.now()));
    const outcome = await attemptSession(context, {
      ...setUp,
      options: { ...setUp.options, timeoutMs: limitMs },
    });
    if (outcome.ok) return { ok: true, runner: outcome.value };
    const { error } = outcome;
    if (!error.retryable && !TimeoutError.isInstance(error)) throw error;
    logger.debug("A lost session is not restored yet", { attempt, code: error.code, status: error.status });
    lastError = error;
    askedForMs = outcome.retryAfterMs ?? 0;
  }
}
