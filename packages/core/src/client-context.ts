import { type CallOptions, type ClientOptions, validateCallOptions } from "./client-options.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type ApiKey, currentApiKey } from "./credentials.ts";
import { parseEndpointUrl, requireSecureUrl } from "./endpoint-url.ts";
import { type Environment, environmentVariable, processEnvironment } from "./environment.ts";
import { ConfigurationError } from "./errors/configuration-error.ts";
import type { HttpTransport } from "./http/http-transport.ts";
import { UndiciTransport } from "./http/undici-transport.ts";
import { environmentLogger, harmless, type Logger } from "./logger.ts";
import { Network } from "./proxy/network.ts";
import { RetryBudget } from "./retry/retry-budget.ts";
import { DEFAULT_RETRY_POLICY, type RetryPolicy } from "./retry/retry-policy.ts";
import { processRoutes, type RouteTable } from "./routes.ts";
import type { SocketOpener } from "./socket/socket.ts";
import { openWsSocket } from "./socket/ws-socket.ts";

const DEFAULT_TIMEOUT_MS = 30_000;

/** What tests put in place of the world. */
export interface Surroundings {
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  /** Default: the variables of the process. */
  readonly environment?: Environment;
  /** What sends requests. Default: undici, imported when it is first needed. */
  readonly transport?: HttpTransport;
  /** What opens WebSockets. Default: ws, imported when it is first needed. */
  readonly openSocket?: SocketOpener;
  /** Draws a number from 0 to 1. */
  readonly random?: () => number;
}

/** A client's options with their defaults, and the connections and retry budget that its calls share. */
export class ClientContext implements AsyncDisposable {
  /** The limit of one HTTP answer, in milliseconds. */
  readonly timeoutMs: number;
  /** Where the services are. */
  readonly routes: RouteTable;
  /** Told what the client does. What it throws is swallowed. */
  readonly logger: Logger;
  /** Whether the key may travel unencrypted to other machines. */
  readonly allowInsecure: boolean;
  /** What every wait is measured by. */
  readonly clock: Clock;
  /** Draws a number from 0 to 1. */
  readonly random: () => number;
  /** Sends requests. */
  readonly transport: HttpTransport;
  /** Opens WebSockets. */
  readonly openSocket: SocketOpener;
  /** Shared by all calls, so that many failures together do not become a storm of retries. */
  readonly retryBudget: RetryBudget = new RetryBudget();
  readonly #apiKey: ApiKey | undefined;
  readonly #maxRetries: number;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #closing = new AbortController();

  /** @throws {ConfigurationError} naming an option or variable that cannot be used. */
  constructor(options: ClientOptions = {}, surroundings: Surroundings = {}) {
    validateCallOptions(options);
    const environment = surroundings.environment ?? processEnvironment();
    this.#apiKey = options.apiKey ?? environmentVariable(environment, "KOTOBA_API_KEY");
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#maxRetries = options.maxRetries ?? DEFAULT_RETRY_POLICY.maxRetries;
    this.#headers = options.headers ?? {};
    this.routes = options.routes ?? processRoutes;
    this.logger = harmless(options.logger ?? environmentLogger(environment));
    this.allowInsecure = options.allowInsecure ?? false;
    this.clock = surroundings.clock ?? systemClock;
    this.random = surroundings.random ?? Math.random;
    const network = new Network({ environment, ca: options.ca });
    this.transport =
      surroundings.transport ?? new UndiciTransport(this.timeoutMs, network, options.dispatcher);
    this.openSocket = surroundings.openSocket ?? ((request) => openWsSocket(request, network));
  }

  /** The key to use for one request or connection. */
  apiKey(): Promise<string> {
    return currentApiKey(this.#apiKey);
  }

  /** The retry policy of one call. */
  retryPolicy(call: CallOptions): RetryPolicy {
    return { ...DEFAULT_RETRY_POLICY, maxRetries: call.maxRetries ?? this.#maxRetries };
  }

  /** The header fields of one call, by lower-case name. */
  headers(call: CallOptions): Record<string, string> {
    const entries = Object.entries({ ...this.#headers, ...call.headers });
    return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
  }

  /**
   * A URL that a key may be sent to.
   *
   * @param origin - Where the URL was written, for the message.
   * @throws {ConfigurationError} when it is no URL, or would carry the key in cleartext to another machine.
   */
  secureUrl(value: string, origin: string): URL {
    const url = parseEndpointUrl(value, origin);
    requireSecureUrl(url, this.allowInsecure);
    return url;
  }

  /** Aborts when the client is closed. */
  get closed(): AbortSignal {
    return this.#closing.signal;
  }

  /** @throws {ConfigurationError} once the client has been closed. */
  requireOpen(): void {
    this.closed.throwIfAborted();
  }

  /** Ends the client's connections and sessions. Calls under way, and later ones, are refused with code `client_closed`. */
  async close(): Promise<void> {
    this.#closing.abort(
      new ConfigurationError("This client is closed: make a new one.", { code: "client_closed" }),
    );
    await this.transport.close();
  }

  /** {@link ClientContext.close}, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}
