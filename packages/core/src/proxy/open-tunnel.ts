import type { ClientRequest } from "node:http";
import type { Socket } from "node:net";
import type { SecureContext } from "node:tls";
import { withDeadline } from "../abort/deadline.ts";
import { onAbort } from "../abort/on-abort.ts";
import type { Clock } from "../clock.ts";
import { APIError } from "../errors/api-error.ts";
import { ConfigurationError } from "../errors/configuration-error.ts";
import type { KotobaError } from "../errors/kotoba-error.ts";
import { TimeoutError } from "../errors/timeout-error.ts";
import { describeConnectionFailure } from "../http/connection-failure.ts";
import { isRetryableStatus } from "../retry/retryable-failure.ts";
import { portOf } from "./proxy-for.ts";
import type { ProxyServer } from "./proxy-server.ts";

/** Shorter than every default limit around it, so that it is the proxy that gets the blame. */
const TUNNEL_LIMIT_MS = 10_000;

/** What a tunnel is opened with. */
export interface TunnelOptions {
  /** Whom to trust, where the proxy is spoken to over TLS. Default: as Node does. */
  readonly secureContext?: SecureContext | undefined;
  readonly clock: Clock;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Has a proxy connect to a host (CONNECT): what is written to the socket arrives there. TLS is up to the caller.
 *
 * @throws {ConfigurationError} when the proxy wants other credentials (code `proxy_authentication_failed`).
 * @throws {APIError} when it cannot be reached (`proxy_unreachable`) or refuses (`proxy_refused`).
 * @throws {TimeoutError} when it takes over 10 s (`proxy_timeout`). @throws the signal's reason.
 */
export async function openTunnel(
  proxy: ProxyServer,
  target: URL,
  { secureContext, clock, signal }: TunnelOptions,
): Promise<Socket> {
  const { request: startRequest } = await (proxy.url.protocol === "https:"
    ? import("node:https")
    : import("node:http"));
  const { isIP } = await import("node:net");
  const host = target.hostname;
  const authority = `${host}:${portOf(target)}`;
  const limitMs = TUNNEL_LIMIT_MS;
  const expired = () =>
    new TimeoutError(
      `The proxy ${proxy} did not connect to ${authority} within ${limitMs} ms. ${advice(proxy, host)}`,
      { phase: "handshake", limitMs, code: "proxy_timeout" },
    );
  return await withDeadline({ clock, limitMs, signal, expired }, (deadline) => {
    const proxyHost = proxy.url.hostname.replace(/^\[|\]$/g, "");
    const { authorization } = proxy;
    const request = startRequest({
      method: "CONNECT",
      host: proxyHost,
      port: portOf(proxy.url),
      path: authority,
      headers: {
        host: authority,
        ...(authorization === undefined ? {} : { "proxy-authorization": authorization }),
      },
      agent: false,
      // Otherwise Node takes the name in the header for that of the proxy.
      servername: isIP(proxyHost) === 0 ? proxyHost : "",
      ...(secureContext === undefined ? {} : { secureContext }),
    });
    return connected(request, deadline.signal, proxy, target);
  });
}

function connected(
  request: ClientRequest,
  signal: AbortSignal,
  proxy: ProxyServer,
  target: URL,
): Promise<Socket> {
  return new Promise<Socket>((resolve, reject) => {
    const stopListening = onAbort(signal, () => request.destroy());
    request.once("connect", ({ statusCode = 0 }, socket: Socket, firstBytes: Buffer) => {
      stopListening();
      // Whoever gets the socket sees it close. An error that nobody listened to would end the process.
      socket.on("error", () => {});
      if (statusCode >= 200 && statusCode < 300) {
        if (firstBytes.length > 0) socket.unshift(firstBytes);
        resolve(socket);
      } else {
        socket.destroy();
        reject(refusal(proxy, target, statusCode));
      }
    });
    request.on("error", (cause) => {
      stopListening();
      reject(unreachable(proxy, target, cause));
    });
    request.end();
  });
}

function refusal(proxy: ProxyServer, target: URL, status: number): KotobaError {
  if (status === 407) {
    const problem =
      proxy.authorization === undefined
        ? "wants a user name and a password"
        : "refused the user name and password of that variable";
    return new ConfigurationError(
      `The proxy ${proxy} ${problem} (HTTP 407). Set ${proxy.variable} to ${proxy.url.protocol}//USER:PASSWORD@${proxy.url.host}, with special characters percent-encoded.`,
      { code: "proxy_authentication_failed", status },
    );
  }
  return new APIError(
    `The proxy ${proxy} did not connect to ${target.hostname}:${portOf(target)}: it answered HTTP ${status}. ${advice(proxy, target.hostname)}`,
    { code: "proxy_refused", status, retryable: isRetryableStatus(status) },
  );
}

function unreachable(proxy: ProxyServer, target: URL, cause: unknown): APIError {
  return new APIError(
    `The proxy ${proxy} cannot be reached: ${describeConnectionFailure(cause)}. ${advice(proxy, target.hostname)}`,
    { code: "proxy_unreachable", cause, retryable: true },
  );
}

function advice({ variable }: ProxyServer, host: string): string {
  return `Check ${variable}, or add ${host} to NO_PROXY if it is reached without a proxy.`;
}
