import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import type { Clock } from "../clock.ts";
import { systemClock } from "../clock.ts";
import { type Environment, processEnvironment } from "../environment.ts";
import { requireCertificates, trustIn } from "./certificate-authorities.ts";
import { openTunnel } from "./open-tunnel.ts";
import { proxyFor } from "./proxy-for.ts";
import type { ProxyServer } from "./proxy-server.ts";

/** What a {@link Network} is made of. */
export interface NetworkOptions {
  /** The variables that name proxies. Default: those of the process. */
  readonly environment?: Environment | undefined;
  /** PEM text with certificates of authorities to trust beside those that Node brings along. */
  readonly ca?: string | Uint8Array | undefined;
}

/** How connections leave this machine: through which proxy, and trusting whom. */
export class Network {
  readonly #environment: Environment;
  readonly #ca: string | Uint8Array | undefined;
  #secureContext: Promise<SecureContext> | undefined;

  /** @throws {ConfigurationError} when `ca` cannot be read. */
  constructor({ environment = processEnvironment(), ca }: NetworkOptions = {}) {
    requireCertificates(ca);
    this.#environment = environment;
    this.#ca = ca;
  }

  /** The proxy that a connection to `target` goes through: see {@link proxyFor}. */
  proxyFor(target: URL): Promise<ProxyServer | undefined> {
    return proxyFor(target, this.#environment);
  }

  /**
   * A socket whose other end is the host of `target`, where that is reached through a proxy; undefined where it is not. TLS is up to the
   * caller.
   *
   * @throws {ConfigurationError} when the proxy wants other credentials. @throws {APIError | TimeoutError} when it gives no tunnel.
   * @throws the signal's reason.
   */
  async tunnelTo(
    target: URL,
    {
      clock = systemClock,
      signal,
    }: { readonly clock?: Clock; readonly signal?: AbortSignal | undefined } = {},
  ): Promise<Socket | undefined> {
    const proxy = await this.proxyFor(target);
    if (proxy === undefined) return undefined;
    return await openTunnel(proxy, target, { ...(await this.tlsOptions()), clock, signal });
  }

  /** What `tls.connect` is to be given beside the host: nothing, or whom to trust. */
  async tlsOptions(): Promise<{ readonly secureContext?: SecureContext }> {
    if (this.#ca === undefined) return {};
    this.#secureContext ??= trustIn(this.#ca);
    return { secureContext: await this.#secureContext };
  }
}
