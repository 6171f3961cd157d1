import { displayUrl } from "../endpoint-url.ts";
import { APIError } from "../errors/api-error.ts";
import { AuthError } from "../errors/auth-error.ts";
import type { KotobaError } from "../errors/kotoba-error.ts";
import { ProtocolError } from "../errors/protocol-error.ts";
import { RateLimitError } from "../errors/rate-limit-error.ts";
import { isRetryableStatus } from "../retry/retryable-failure.ts";
import { readErrorBody } from "./error-body.ts";
import { parseJson } from "./response-body.ts";

/** An answer that is no success, its body already read and free of credentials. */
export interface ErrorResponse {
  readonly method: string;
  readonly url: URL;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  readonly retryAfterMs: number | undefined;
}

/** The longest piece of a service's own words that goes into a message. */
const MAX_DETAIL_LENGTH = 500;

/** The error for an answer outside 2xx, by its status, with the service's own code and words where it gave any. */
export function errorFromResponse(response: ErrorResponse): KotobaError {
  const { method, url, status, headers, text, retryAfterMs } = response;
  const payload = parseJson(text)?.json;
  const said = readErrorBody(payload);
  const detail =
    said.message ?? (looksLikeHtml(text) ? "it answered with a web page, so perhaps a proxy did" : undefined);
  const because =
    detail === undefined ? "" : `: ${detail.slice(0, MAX_DETAIL_LENGTH).replace(/[.。]\s*$/, "")}`;
  const place = `${method} ${displayUrl(url)}`;
  const options = {
    code: said.code ?? `http_${status}`,
    status,
    payload,
    requestId: headers["x-request-id"],
    retryable: isRetryableStatus(status),
  };
  if (status === 401 || status === 403) {
    const remedy =
      status === 401 ? "Check the API key (KOTOBA_API_KEY or apiKey)." : "Check what this API key may do.";
    return new AuthError(`${place} was refused with HTTP ${status}${because}. ${remedy}`, options);
  }
  if (status === 429) {
    const wait = retryAfterMs === undefined ? "" : ` Try again in ${Math.ceil(retryAfterMs / 1000)} s.`;
    return new RateLimitError(`${place} was over a limit (HTTP 429)${because}.${wait}`, {
      ...options,
      retryAfterMs,
    });
  }
  if (status >= 300 && status < 400) {
    return new APIError(
      `${place} was redirected (HTTP ${status})${redirectTarget(url, headers.location)}. Redirects are not followed, so that the key goes to no other host: set the final URL.`,
      { ...options, code: "unexpected_redirect" },
    );
  }
  if (status >= 400 && status < 500) {
    return new ProtocolError(`${place} was refused with HTTP ${status}${because}.`, options);
  }
  return new APIError(`${place} failed with HTTP ${status}${because}.`, options);
}

/** Whether an answer is a page for people rather than a body for programs. */
export function looksLikeHtml(text: string): boolean {
  return /^\s*<(!doctype html|html)/i.test(text);
}

function redirectTarget(from: URL, location: string | undefined): string {
  if (location === undefined || !URL.canParse(location, from.href)) return "";
  return ` to ${displayUrl(new URL(location, from))}`;
}
