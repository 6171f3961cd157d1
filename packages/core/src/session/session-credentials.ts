import { authorizationHeader } from "../credentials.ts";
import { ConfigurationError } from "../errors/configuration-error.ts";

/** How the caller of a session wants to say who asks, if not with the key alone. */
export interface CredentialOptions {
  readonly clientSecret?: string | undefined;
  /** The device that the key belongs to, for services that know device credentials. */
  readonly deviceId?: string | undefined;
}

/** How a connection says who asks. */
export interface SessionCredentials {
  readonly headers: Readonly<Record<string, string>>;
  /** The subprotocols to offer. */
  readonly protocols: readonly string[];
  /** What must not get into errors. */
  readonly secrets: readonly string[];
}

/** The subprotocols that a browser would offer with a client secret (contract, section 2). */
const SECRET_PROTOCOL_PREFIX = "kotoba-insecure-api-key.";

/** @throws {ConfigurationError} for what cannot travel, without showing it. */
export function requireCredentials({ clientSecret, deviceId }: CredentialOptions): void {
  if (clientSecret !== undefined && !/^[\w!#$%&'*+.^`|~-]+$/.test(clientSecret)) {
    throw new ConfigurationError(
      "The option clientSecret is empty, or holds a character that no subprotocol can carry.",
    );
  }
  if (deviceId === undefined) return;
  if (!(typeof deviceId === "string" && /^[\x21-\x39\x3b-\x7e]+$/.test(deviceId))) {
    throw new ConfigurationError(
      "The option deviceId must be visible ASCII characters, and no colon: credentials of a device can hold no other.",
    );
  }
  if (clientSecret !== undefined) {
    throw new ConfigurationError(
      "The options clientSecret and deviceId exclude each other: each says who asks.",
    );
  }
}

/**
 * The credentials of one connection (contract, section 2).
 *
 * @param key - The API key, or the client secret where there is one.
 */
export function sessionCredentials(
  key: string,
  url: URL,
  { clientSecret, deviceId }: CredentialOptions,
): SessionCredentials {
  if (clientSecret !== undefined) {
    return {
      headers: {},
      protocols: ["realtime", `${SECRET_PROTOCOL_PREFIX}${clientSecret}`],
      secrets: [key],
    };
  }
  if (deviceId === undefined) {
    return { headers: { authorization: authorizationHeader(key, url) }, protocols: [], secrets: [key] };
  }
  const basic = Buffer.from(`${deviceId}:${key}`).toString("base64");
  return { headers: { authorization: `Basic ${basic}` }, protocols: [], secrets: [basic, key, deviceId] };
}
