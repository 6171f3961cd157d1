import type { TrafficBody } from "../traffic/traffic-record.ts";

/** A request that is answered with an error: thrown by a handler, sent by the listener. */
export class HttpFailure extends Error {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
    super(`HTTP ${status}`);
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** An error body with a code of the service's own (contract, section 4). */
export function codedFailure(
  status: number,
  code: string,
  message: string,
  headers?: Readonly<Record<string, string>>,
): HttpFailure {
  const type =
    status === 401 ? "authentication_error" : status === 429 ? "rate_limit_error" : "invalid_request_error";
  return new HttpFailure(status, { error: { code, type, message, param: null } }, headers);
}

/** HTTP 422 for one field of a form (contract, section 3). */
export function validationFailure(field: string, message: string, type: string): HttpFailure {
  return new HttpFailure(422, { detail: [{ loc: ["body", field], msg: message, type }] });
}

/** What travels as a body: JSON, or a text as it is. */
export function contentOf(body: unknown): string {
  return typeof body === "string" ? body : JSON.stringify(body);
}

/** A body as the traffic has it. */
export function trafficBody(body: unknown): TrafficBody {
  return typeof body === "string" ? { type: "text", text: body } : { type: "json", value: body };
}
