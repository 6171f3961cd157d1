import type { ClientContext } from "@kotoba/core";

/** Where translation is served on a host (contract, section 1). */
const USUAL_PATH = "/sts";

/**
 * The URL of translation from one language to another, for example `wss://HOST/sts`: from the call's or client's `url`, else the route
 * table.
 *
 * An http URL stands for the WebSocket at the same place, and an origin without a path for the usual path there.
 *
 * @throws {UnsupportedRouteError} when no URL is known. @throws {ConfigurationError} when it cannot be used.
 */
export function s2stUrl(
  context: ClientContext,
  url: string | undefined,
  { source, target }: { readonly source: string; readonly target: string },
): URL {
  const found =
    url === undefined
      ? context.secureUrl(context.routes.endpointFor("s2st", source, target), "WebSocket URL of s2st")
      : context.secureUrl(url, "option url");
  if (found.protocol === "http:") found.protocol = "ws:";
  if (found.protocol === "https:") found.protocol = "wss:";
  if (found.pathname === "/") found.pathname = USUAL_PATH;
  return found;
}
