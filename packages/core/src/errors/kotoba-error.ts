/** Names every class that a Kotoba error belongs to; shared by all copies of this package in a process. */
const ERROR_NAMES: symbol = Symbol.for("@kotoba/core/error-names");

/** What any {@link KotobaError} may carry beside its message. */
export interface KotobaErrorOptions {
  /** A stable, machine-readable name of the failure: the service's own code where it gave one. */
  readonly code?: string | undefined;
  /** HTTP status of the answer that caused the error. */
  readonly status?: number | undefined;
  /** The service's identifier of the request, from its `x-request-id` header. */
  readonly requestId?: string | undefined;
  /** The parsed body or frame that caused the error, as the service sent it. */
  readonly payload?: unknown;
  /** The transcription job that the failed call was about. Its result can still be fetched with it. */
  readonly jobId?: string | undefined;
  /** Whether the same call may succeed when it is made again later. */
  readonly retryable?: boolean | undefined;
  /** The error underneath. */
  readonly cause?: unknown;
}

/**
 * The root of every error that the Kotoba packages throw on their own account. (An aborted call is the exception: it
 * rejects with `signal.reason`, unchanged.)
 *
 * Prefer `SomeError.isInstance(error)` to `instanceof`: it also recognises errors of another copy of this package.
 */
export class KotobaError extends Error {
  /** Name of the class, unharmed by minifiers. */
  static readonly errorName: string = "KotobaError";

  /** A stable, machine-readable name of the failure, for example `invalid_api_key` or `job_deadline`. */
  readonly code: string;
  /** HTTP status of the answer that caused the error, where there was one. */
  readonly status: number | undefined;
  /** The service's identifier of the request, where it gave one: quote it in a support request. */
  readonly requestId: string | undefined;
  /** The parsed body or frame that caused the error. Never part of the message. */
  readonly payload: unknown;
  /** The transcription job that the failed call was about, where there was one. */
  readonly jobId: string | undefined;
  /** Whether the same call may succeed when it is made again later. */
  readonly retryable: boolean;

  constructor(message: string, options: KotobaErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code ?? "kotoba_error";
    this.status = options.status;
    this.requestId = options.requestId;
    // Not enumerable: a logger that prints the error's fields should not print what the service was sent.
    Object.defineProperty(this, "payload", { value: options.payload, enumerable: false });
    this.jobId = options.jobId;
    this.retryable = options.retryable ?? false;
    Object.defineProperty(this, "name", { value: new.target.errorName, enumerable: false });
    Object.defineProperty(this, ERROR_NAMES, { value: lineage(new.target), enumerable: false });
  }

  /**
   * Whether `value` is an error of this class or of one derived from it, made by this or any other copy of the package.
   *
   * @example
   * if (TimeoutError.isInstance(error)) console.error(`${error.phase} took over ${error.limitMs} ms`);
   */
  static isInstance<Class extends abstract new (...args: never[]) => KotobaError>(
    this: Class & { readonly errorName: string },
    value: unknown,
  ): value is InstanceType<Class> {
    if (typeof value !== "object" || value === null) return false;
    const names: unknown = Reflect.get(value, ERROR_NAMES);
    // biome-ignore lint/complexity/noThisInStatic: a derived class asks for its own name.
    return Array.isArray(names) && names.includes(this.errorName);
  }
}

function lineage(errorClass: typeof KotobaError): string[] {
  const names: string[] = [];
  for (let current = errorClass; current.errorName !== undefined; current = Object.getPrototypeOf(current)) {
    names.push(current.errorName);
  }
  return names;
}
