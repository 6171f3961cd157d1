import { ConfigurationError } from "./errors/configuration-error.ts";

const SCHEMES: readonly string[] = ["http:", "https:", "ws:", "wss:"];

/**
 * Checks a URL that a person wrote.
 *
 * @param origin - Where it was written, for the message: `option asrUrl`, `environment variable KOTOBA_ASR_URL`.
 * @throws {ConfigurationError} when it is no absolute http, https, ws or wss URL, or carries credentials or a fragment.
 */
export function parseEndpointUrl(value: string | URL, origin: string): URL {
  const url = parseUrl(String(value));
  if (url === null || !SCHEMES.includes(url.protocol)) {
    throw new ConfigurationError(
      `The ${origin} must be an absolute https, http, wss or ws URL, for example https://HOST/v1.`,
    );
  }
  if (url.username !== "" || url.password !== "") {
    throw new ConfigurationError(
      `The ${origin} must not carry credentials: pass the key as apiKey or KOTOBA_API_KEY.`,
    );
  }
  url.hash = "";
  return url;
}

function parseUrl(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

/** A URL as it may be shown and logged: without credentials, query or fragment. */
export function displayUrl(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}

/**
 * Refuses to send a key in cleartext to another machine (contract, section 2).
 *
 * @throws {ConfigurationError} for an `http:` or `ws:` URL whose host is not loopback, unless `allowInsecure`.
 */
export function requireSecureUrl(url: URL, allowInsecure: boolean): void {
  const encrypted = url.protocol === "https:" || url.protocol === "wss:";
  if (encrypted || allowInsecure || isLoopback(url.hostname)) return;
  throw new ConfigurationError(
    `Refusing to send an API key unencrypted to ${displayUrl(url)}. Use ${url.protocol === "ws:" ? "wss" : "https"}, or say allowInsecure: true if the network is trusted.`,
    { code: "insecure_url" },
  );
}

/** Whether a host, as in `URL.hostname`, is this machine itself by its name or number. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === "localhost" ||
    hostname.endsWith(".localhost") ||
    hostname === "[::1]" ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}
