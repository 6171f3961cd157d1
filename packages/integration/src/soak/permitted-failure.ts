import { APIError, ConnectionLostError, TimeoutError } from "@kotoba/sdk";
import type { DisturbedLine } from "./disturbed-line.ts";
import { SoakFailure } from "./soak-run.ts";

/** What a session without `resume` may fail with on a bad line. @throws {SoakFailure} for anything else. */
export function permitLostLine(error: unknown, line: DisturbedLine): void {
  const isLost = ConnectionLostError.isInstance(error) || APIError.isInstance(error);
  const isStalled = TimeoutError.isInstance(error) && line.stalls;
  if (!isLost && !isStalled) throw unexpected(error);
}

/**
 * What a session with `resume` may fail with: a close that means for good, more audio than is kept behind a line that stood still, and one that
 * stood still before there was a session.
 *
 * @throws {SoakFailure} for anything else.
 */
export function permitLostForGood(error: unknown, line: DisturbedLine): void {
  const isOverflow = ConnectionLostError.isInstance(error) && error.code === "resume_overflow" && line.stalls;
  if (!isOverflow) permitClosedForGood(error, line);
}

/** What one may fail with that drops what is more than it keeps. @throws {SoakFailure} for anything else. */
export function permitClosedForGood(error: unknown, line: DisturbedLine): void {
  const isForGood = ConnectionLostError.isInstance(error) && !error.retryable && line.closesForGood;
  const isNotOpened = TimeoutError.isInstance(error) && error.phase === "handshake" && line.stalls;
  if (!isForGood && !isNotOpened) throw unexpected(error);
}

function unexpected(error: unknown): SoakFailure {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  return new SoakFailure(`It failed with what it may not: ${name}: ${message}`, { cause: error });
}
