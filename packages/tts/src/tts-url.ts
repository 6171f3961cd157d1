import type { ClientContext } from "@kotoba/core";

/** Where synthesis is served on a host (contract, section 1). */
const USUAL_PATH = "/v2/tts/ws";

/**
 * The URL of synthesis in a language, for example `wss://HOST/v2/tts/ws`: from the call's or client's `url`, else the route table.
 *
 * An http URL stands for the WebSocket at the same place, and an origin without a path for the usual path there.
 *
 * @throws {UnsupportedRouteError} when no URL is known. @throws {ConfigurationError} when it cannot be used.
 */
export function ttsUrl(context: ClientContext, url: string | undefined, language: string): URL {
  const found =
    url === undefined
      ? context.secureUrl(context.routes.endpointFor("tts", null, language), "WebSocket URL of tts")
      : context.secureUrl(url, "option url");
  if (found.protocol === "http:") found.protocol = "ws:";
  if (found.protocol === "https:") found.protocol = "wss:";
  if (found.pathname === "/") found.pathname = USUAL_PATH;
  return found;
}
