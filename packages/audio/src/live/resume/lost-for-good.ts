import { ConnectionLostError, type KotobaError } from "@kotoba/core";
import type { ResumeSettings } from "./resume-options.ts";

/** How far a session got. */
export interface SessionAccount {
  /** Where it was connected to, without secrets. */
  readonly place: string;
  readonly sentSeconds: number;
  readonly confirmedSeconds: number;
}

/** The error of a session whose line did not come back in time. @param lost - How it was lost. @param lastError - Why it did not come back. */
export function notRestored(
  account: SessionAccount,
  { deadlineMs }: ResumeSettings,
  lost: KotobaError,
  lastError: KotobaError | undefined,
): ConnectionLostError {
  const last = lastError === undefined ? "" : ` The last attempt: ${lastError.message}`;
  const what = `the line was lost, and not restored within ${deadlineMs} ms.${last}`;
  const { closeCode, reason } = ConnectionLostError.isInstance(lost) ? lost : { closeCode: 1006, reason: "" };
  return lostForGood(account, what, { closeCode, reason, cause: lost });
}

/** The error of a session that cannot send everything again, for more is unanswered than is kept. */
export function resumeOverflow(
  account: SessionAccount,
  { capacityBytes, bytesPerSecond }: ResumeSettings,
): ConnectionLostError {
  const seconds = (capacityBytes / bytesPerSecond).toFixed(1);
  const what = `the line was lost, and over ${seconds} s of audio are unanswered, more than is kept: raise resume.maxBufferSeconds, or let resume.onOverflow be "drop-oldest".`;
  return lostForGood(account, what, { closeCode: 1006, reason: "", code: "resume_overflow" });
}

function lostForGood(
  { place, sentSeconds, confirmedSeconds }: SessionAccount,
  what: string,
  details: {
    readonly closeCode: number;
    readonly reason: string;
    readonly cause?: KotobaError;
    readonly code?: string;
  },
): ConnectionLostError {
  const account = `${sentSeconds.toFixed(1)} s of audio had been sent, ${confirmedSeconds.toFixed(1)} s were answered for.`;
  return new ConnectionLostError(`${place}: ${what} ${account}`, {
    ...details,
    sentSeconds,
    confirmedSeconds,
  });
}
