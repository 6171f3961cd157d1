import type { ClientContext } from "@kotoba/core";

/**
 * The base of the REST routes, for example `https://HOST/v1`: from the call's or client's `url`, else the route table.
 *
 * A URL without a path gets `/v1`. The live URL stands for the base beside it: `wss://HOST/v1/realtime` for `https://HOST/v1`.
 *
 * @throws {UnsupportedRouteError} when no URL is known. @throws {ConfigurationError} when it cannot be used.
 */
export function restBaseUrl(context: ClientContext, url: string | undefined): URL {
  const base =
    url === undefined
      ? context.secureUrl(context.routes.endpointFor("asr", null, null, "rest"), "REST URL of asr")
      : context.secureUrl(url, "option url");
  if (base.protocol === "ws:" || base.protocol === "wss:") {
    base.protocol = base.protocol === "ws:" ? "http:" : "https:";
    base.pathname = base.pathname.replace(/\/realtime\/?$/, "/");
  }
  if (base.pathname === "/") base.pathname = "/v1";
  return base;
}

/** A route below the base. */
export function restUrl(base: URL, ...path: readonly string[]): URL {
  const url = new URL(base);
  url.pathname = [base.pathname.replace(/\/+$/, ""), ...path.map(encodeURIComponent)].join("/");
  return url;
}

/**
 * The URL of live recognition, for example `wss://HOST/v1/realtime`: from the call's or client's `url`, else the route table. A REST base
 * stands for the live URL below it.
 *
 * @throws {UnsupportedRouteError} when no URL is known. @throws {ConfigurationError} when it cannot be used.
 */
export function liveUrl(context: ClientContext, url: string | undefined): URL {
  const live =
    url === undefined
      ? context.secureUrl(context.routes.endpointFor("asr", null, null), "WebSocket URL of asr")
      : context.secureUrl(url, "option url");
  if (live.protocol === "ws:" || live.protocol === "wss:") return live;
  const below = restUrl(restBaseUrl(context, url), "realtime");
  below.protocol = below.protocol === "http:" ? "ws:" : "wss:";
  return below;
}
