import { ConnectionLostError } from "../errors/connection-lost-error.ts";

/** Closes for a reason that stays: frames that are not understood or too large, a policy, a missing extension (RFC 6455, 7.4.1). */
const PERMANENT_CLOSE_CODES: ReadonlySet<number> = new Set([1002, 1003, 1007, 1008, 1009, 1010]);

/** The error for a connection that closed before the work on it was complete: it says what had been sent. */
export function lostConnection(
  place: string,
  closeCode: number,
  reason: string,
  { sentSeconds, confirmedSeconds }: { readonly sentSeconds: number; readonly confirmedSeconds: number },
): ConnectionLostError {
  const because = reason === "" ? "" : `, "${reason}"`;
  const lost =
    sentSeconds === 0
      ? ""
      : `: ${sentSeconds.toFixed(1)} s of audio had been sent, ${confirmedSeconds.toFixed(1)} s were answered for`;
  const message = `${place} closed the connection (code ${closeCode}${because}) before its work was complete${lost}.`;
  const retryable = !PERMANENT_CLOSE_CODES.has(closeCode);
  return new ConnectionLostError(message, { closeCode, reason, sentSeconds, confirmedSeconds, retryable });
}

/** The error for who goes on with a session that the service has closed in order, when nothing was under way: another one would take it. */
export function closedByService(
  place: string,
  closeCode: number,
  reason: string,
  { sentSeconds, confirmedSeconds }: { readonly sentSeconds: number; readonly confirmedSeconds: number },
): ConnectionLostError {
  const message = `${place} has closed the session (code ${closeCode}): it takes no more input. Open another.`;
  const details = { closeCode, reason, sentSeconds, confirmedSeconds, code: "session_closed" };
  return new ConnectionLostError(message, { ...details, retryable: true });
}

/** The error for a service that says it is done before the audio has ended: what it has not heard is not answered for. */
export function completedEarly({
  sentSeconds,
  confirmedSeconds,
}: {
  readonly sentSeconds: number;
  readonly confirmedSeconds: number;
}): ConnectionLostError {
  const message = "The service said that all was answered before the audio had ended.";
  return new ConnectionLostError(message, { closeCode: 1000, reason: "", sentSeconds, confirmedSeconds });
}
