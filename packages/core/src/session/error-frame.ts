import { AuthError } from "../errors/auth-error.ts";
import type { KotobaError } from "../errors/kotoba-error.ts";
import { ProtocolError } from "../errors/protocol-error.ts";
import { RateLimitError } from "../errors/rate-limit-error.ts";
import { readErrorBody } from "../http/error-body.ts";

/** What servers say when they have no room for a session just now (contract, section 8). */
const CAPACITY_MESSAGE =
  /no available batch slot|init_success not received|worker_unavailable|try again later/i;
const CAPACITY_CODES: ReadonlySet<string> = new Set(["capacity", "worker_unavailable"]);
const AUTH_CODES: ReadonlySet<string> = new Set([
  "invalid_api_key",
  "authentication_error",
  "unauthorized",
  "forbidden",
]);
const RATE_LIMIT_CODES: ReadonlySet<string> = new Set([
  "rate_limit_error",
  "rate_limit_exceeded",
  "too_many_concurrent_requests",
]);

/** The longest piece of a server's own words that goes into a message. */
const MAX_WORDS_LENGTH = 500;

/** Whether a frame of this type is an error, which ends the session. */
export function isErrorFrameType(type: string): boolean {
  return type === "error" || type === "x-fal-error";
}

/** The error for an error frame, in any of its forms (contract, section 8). */
export function errorFromFrame(frame: Readonly<Record<string, unknown>>): KotobaError {
  const said = readErrorBody(frame);
  const code = said.code ?? "server_error";
  const reason = typeof frame.reason === "string" ? frame.reason.trim() : "";
  const words = [said.message ?? "", reason].filter((part) => part !== "").join(": ");
  const message = `The service ended the session: ${words === "" ? code : words.slice(0, MAX_WORDS_LENGTH)}`;
  const options = { code, payload: frame };
  if (AUTH_CODES.has(code))
    return new AuthError(`${message}. Check the API key (KOTOBA_API_KEY or apiKey).`, options);
  if (RATE_LIMIT_CODES.has(code)) return new RateLimitError(message, options);
  const retryable = CAPACITY_CODES.has(code) || CAPACITY_MESSAGE.test(words);
  return new ProtocolError(message, { ...options, retryable });
}
