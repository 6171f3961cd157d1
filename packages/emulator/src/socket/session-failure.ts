/** What a session can be closed with when it fails (RFC 6455, section 7.4.1). */
export type FailureCloseCode = 1008 | 1009 | 1011;

/** A live session that ends in an error frame: thrown where it is noticed, sent by the session. */
export class SessionFailure extends Error {
  readonly code: string;
  /** The field that is wrong, as a path into the frame; null when it is none. */
  readonly param: string | null;
  /** 1008: the client broke a rule; 1009: its frame is too big; 1011: the emulator failed. */
  readonly closeCode: FailureCloseCode;

  constructor(
    code: string,
    message: string,
    param: string | null = null,
    closeCode: FailureCloseCode = 1008,
  ) {
    super(message);
    this.code = code;
    this.param = param;
    this.closeCode = closeCode;
  }
}

/** The failure for a field that does not hold what it must. */
export function invalidField(param: string, expected: string): SessionFailure {
  return new SessionFailure("invalid_parameters", `${param} must be ${expected}.`, param);
}

/** The failure for a frame that must not come now. */
export function outOfOrder(message: string): SessionFailure {
  return new SessionFailure("bad_request", message);
}
