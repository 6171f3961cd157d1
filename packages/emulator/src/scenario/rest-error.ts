import { codedFailure, HttpFailure, validationFailure } from "../http/http-failure.ts";
import type { CodedError, RestError } from "./scenario.ts";

/** The status of each code (contract, section 4). */
const CODED_STATUSES: Readonly<Record<CodedError, number>> = {
  invalid_api_key: 401,
  rate_limit_exceeded: 429,
  too_many_concurrent_requests: 429,
  quota_exceeded: 400,
  invalid_parameters: 400,
  bad_request: 400,
  text_string_required: 422,
  max_character_length_exceeded: 422,
  voice_not_found: 404,
  audio_format_not_found: 404,
  language_not_found: 404,
  worker_unavailable: 503,
};

const PROXY_PAGE =
  "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>Bad Gateway</body></html>";

const REST_ERRORS: Readonly<Record<RestError, () => HttpFailure>> = {
  validation_error: () =>
    validationFailure("language", "Input should be a language of the service", "literal_error"),
  proxy_page: () => httpFailure(502, PROXY_PAGE),
  broken_body: () => httpFailure(200, {}),
  job_failed: () => httpFailure(200, { state: "error", error_message: scripted("job_failed") }),
  job_not_found: () => httpFailure(404, { detail: "Job not found" }),
};

/** Whether there is such an error of REST. */
export function isRestError(name: string): name is RestError {
  return Object.hasOwn(REST_ERRORS, name);
}

/** Whether there is such a code. */
export function isCodedError(name: string): name is CodedError {
  return Object.hasOwn(CODED_STATUSES, name);
}

/** The HTTP answer for an error by its name. */
export function restFailure(name: CodedError | RestError): HttpFailure {
  if (isRestError(name)) return REST_ERRORS[name]();
  const status = CODED_STATUSES[name];
  return codedFailure(status, name, scripted(name), status === 429 ? { "retry-after": "1" } : {});
}

/** An HTTP answer of any kind; a text is a web page. */
export function httpFailure(
  status: number,
  body: unknown = { detail: scripted(`HTTP ${status}`) },
  headers: Readonly<Record<string, string>> = {},
): HttpFailure {
  const type: Record<string, string> =
    typeof body === "string" ? { "content-type": "text/html; charset=utf-8" } : {};
  return new HttpFailure(status, body, { ...type, ...headers });
}

/** The words of an error that nothing but the scenario has brought about. */
export function scripted(name: string): string {
  return `${name}, as the scenario has it`;
}
