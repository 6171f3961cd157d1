import type { Dispatcher } from "undici";
import type { ApiKey } from "./credentials.ts";
import { ConfigurationError } from "./errors/configuration-error.ts";
import type { Logger } from "./logger.ts";
import type { RouteTable } from "./routes.ts";

/** Options that every client takes. */
export interface ClientOptions {
  /**
   * The key, or a function that is asked for one afresh for each request and connection. Default: `KOTOBA_API_KEY`. Without
   * either, the first call fails with a `ConfigurationError`.
   */
  readonly apiKey?: ApiKey | undefined;
  /**
   * How long to wait for one HTTP answer, and for progress of an upload, in milliseconds. It does not bound the transfer of a
   * large file, nor the work of a job. Default 30,000.
   */
  readonly timeoutMs?: number | undefined;
  /** How often a request that failed in passing is repeated; 0 for never. Default 3. */
  readonly maxRetries?: number | undefined;
  /** Header fields for every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The routes to use. Default: the table of the process, which `registerEndpoint` fills. */
  readonly routes?: RouteTable | undefined;
  /** Told what the client does. Default: what `KOTOBA_LOG` asks for, else silence. */
  readonly logger?: Logger | undefined;
  /**
   * PEM text with the certificates of authorities to trust beside those that Node brings along: for a company's own, say. It holds for REST
   * (unless there is a `dispatcher`), for WebSockets and for proxies; a Node that was given `NODE_EXTRA_CA_CERTS` forgets those here, so
   * put them in, too.
   */
  readonly ca?: string | Uint8Array | undefined;
  /**
   * An undici dispatcher for REST. It knows its own ways: neither `ca` nor the proxies of the environment are used for REST then. Stays the
   * caller's to close.
   */
  readonly dispatcher?: Dispatcher | undefined;
  /** Lets the key travel unencrypted to hosts other than this machine. Default false. */
  readonly allowInsecure?: boolean | undefined;
}

/** Options that every call takes beside its own. */
export interface CallOptions {
  /** Ends the call, which then rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /** The limit of this call, in milliseconds. Default: as the call says, else the client's. */
  readonly timeoutMs?: number | undefined;
  /** How often a request of this call is repeated. Default: the client's. */
  readonly maxRetries?: number | undefined;
  /** Header fields for this call, over those of the client. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Where this call goes, instead of the client's routes. */
  readonly url?: string | undefined;
}

/** Fields that describe the connection or the body, and are not a caller's to set. */
const CONNECTION_HEADERS: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const LOG_METHODS = ["debug", "info", "warn", "error"] as const;

/** @throws {ConfigurationError} naming the first of the shared options that cannot be used. */
export function validateCallOptions(options: CallOptions & ClientOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new ConfigurationError(
      `Options must be an object, for example { apiKey }, not a ${typeof options}.`,
    );
  }
  requireDurationMs("timeoutMs", options.timeoutMs);
  const { maxRetries, signal, logger } = options;
  if (signal !== undefined && typeof signal?.throwIfAborted !== "function") {
    throw new ConfigurationError(
      "The option signal must be an AbortSignal: controller.signal, not the controller.",
    );
  }
  if (logger !== undefined && LOG_METHODS.some((method) => typeof logger?.[method] !== "function")) {
    throw new ConfigurationError(
      `The option logger must have the methods ${LOG_METHODS.join(", ")}, as console does.`,
    );
  }
  if (maxRetries !== undefined && (!Number.isInteger(maxRetries) || maxRetries < 0)) {
    throw new ConfigurationError(
      `The option maxRetries must be a whole number from 0, not ${JSON.stringify(maxRetries)}.`,
    );
  }
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (CONNECTION_HEADERS.has(name.toLowerCase())) {
      throw new ConfigurationError(`The option headers cannot set ${name}: the connection does.`);
    }
    // The value may be a secret: the message names the field alone.
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new ConfigurationError(
        `The option headers holds a field that HTTP cannot carry: ${JSON.stringify(name)}.`,
      );
    }
  }
}

/** The longest time that a timer can count. */
const MAX_DURATION_MS = 2 ** 31 - 1;

/** @throws {ConfigurationError} when an option that was given is no number of milliseconds over 0, or beyond what a timer counts. */
export function requireDurationMs(name: string, value: number | undefined): void {
  if (value === undefined || (typeof value === "number" && value > 0 && value <= MAX_DURATION_MS)) return;
  const most = `${MAX_DURATION_MS} (24 days)`;
  throw new ConfigurationError(
    `The option ${name} must be a number of milliseconds over 0 and up to ${most}, not ${JSON.stringify(value)}.`,
  );
}
