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
