import { ConfigurationError } from "./errors/configuration-error.ts";

/** A key, or a function that is asked for one afresh for each request and connection. */
export type ApiKey = string | (() => string | Promise<string>);

/**
 * The key to use now, trimmed.
 *
 * @throws {ConfigurationError} when there is none, the function fails, or the key cannot stand in an HTTP header. The message
 * never holds the key.
 */
export async function currentApiKey(apiKey: ApiKey | undefined): Promise<string> {
  if (apiKey === undefined) {
    throw new ConfigurationError("No API key: set KOTOBA_API_KEY, or pass apiKey to the client.", {
      code: "missing_api_key",
    });
  }
  const key = typeof apiKey === "string" ? apiKey : await askForKey(apiKey);
  const trimmed = key.trim();
  if (!/^[\x21-\x7e]+$/.test(trimmed)) {
    throw new ConfigurationError(
      trimmed === ""
        ? "The API key is empty."
        : "The API key holds a space or a character that no HTTP header can carry.",
      { code: "bad_api_key" },
    );
  }
  return trimmed;
}

async function askForKey(source: () => string | Promise<string>): Promise<string> {
  let key: unknown;
  try {
    key = await source();
  } catch (cause) {
    throw new ConfigurationError("The apiKey function failed.", { code: "api_key_function_failed", cause });
  }
  if (typeof key === "string") return key;
  throw new ConfigurationError(
    `The apiKey function must give a string, not ${key === null ? "null" : typeof key}.`,
    {
      code: "api_key_function_failed",
    },
  );
}

/** The `Authorization` header for a host: gateway hosts below `fal.run` have a scheme of their own (contract, section 2). */
export function authorizationHeader(key: string, url: URL): string {
  const behindGateway = url.hostname === "fal.run" || url.hostname.endsWith(".fal.run");
  return `${behindGateway ? "Key" : "Bearer"} ${key}`;
}

/** The text with every occurrence of the key blotted out, for what a server may echo. */
export function withoutKey(text: string, key: string): string {
  // A shorter key than this is no secret, and would blot out ordinary words.
  return key.length < 8 ? text : text.replaceAll(key, "[redacted]");
}

/** {@link withoutKey} for each of several secrets, in order. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((rest, secret) => withoutKey(rest, secret), text);
}
